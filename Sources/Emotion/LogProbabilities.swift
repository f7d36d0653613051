import Foundation

/// log softmax(logits / temperature)
public func logProbabilities(_ logits: [Double], temperature: Double = 1) -> [Double] {
  let scaled = logits.map { $0 / temperature }
  let greatest = scaled.max()!
  let logarithm = greatest + log(scaled.reduce(0) { $0 + exp($1 - greatest) })
  return scaled.map { $0 - logarithm }
}

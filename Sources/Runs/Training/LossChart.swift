import Foundation
import Reporting

/// Draws a network's losses over its epochs as self-contained inline SVG.
struct LossChart {
  let curve: TrainingReport.Curve

  private static let (width, height) = (640.0, 260.0)
  private static let (left, right, top, bottom) = (48.0, 12.0, 12.0, 36.0)

  var svg: String {
    let training = curve.epochs.map { ($0.number, $0.trainingLoss) }
    let validation = curve.epochs.compactMap { epoch in epoch.validationLoss.map { (epoch.number, $0) } }
    let losses = (training + validation).map(\.1).filter(\.isFinite)
    let scale = Scale(low: losses.min() ?? 0, high: losses.max() ?? 1, epochs: max(2, curve.epochs.count))
    var parts = scale.marks.map { mark in
      let y = Self.number(scale.y(mark))
      return "<line class=\"grid\" x1=\"\(Self.number(Self.left))\" x2=\"\(Self.number(Self.width - Self.right))\" "
        + "y1=\"\(y)\" y2=\"\(y)\"/>"
        + "<text class=\"right\" x=\"\(Self.number(Self.left - 6))\" y=\"\(y)\" dy=\"0.35em\">"
        + String(format: "%.\(scale.places)f", mark) + "</text>"
    }
    for epoch in Set([1, curve.epochs.count]).sorted() where epoch > 0 {
      parts.append(
        "<text class=\"middle\" x=\"\(Self.number(scale.x(epoch)))\" y=\"\(Self.number(Self.height - 20))\">"
          + "\(epoch)</text>"
      )
    }
    parts.append(
      "<text class=\"middle\" x=\"\(Self.number(Self.width / 2))\" y=\"\(Self.number(Self.height - 6))\">epoch</text>"
    )
    parts.append(Self.line(training, scale, style: "training"))
    parts.append(Self.line(validation, scale, style: "validation"))
    if let best = validation.first(where: { $0.0 == curve.keptEpoch && $0.1.isFinite }) {
      let (x, y) = (Self.number(scale.x(best.0)), Self.number(scale.y(best.1)))
      parts.append(
        "<circle class=\"best\" cx=\"\(x)\" cy=\"\(y)\" r=\"5\"><title>epoch \(best.0): "
          + String(format: "%.4f", best.1) + "</title></circle>"
      )
    }
    let label = HTMLText.escaped("losses of \(curve.name)")
    return "<svg viewBox=\"0 0 \(Self.number(Self.width)) \(Self.number(Self.height))\" role=\"img\" "
      + "aria-label=\"\(label)\">\n\(parts.joined(separator: "\n"))\n</svg>\n"
  }

  private static func line(_ points: [(Int, Double)], _ scale: Scale, style: String) -> String {
    let coordinates = points.filter { $0.1.isFinite }.map { "\(number(scale.x($0.0))),\(number(scale.y($0.1)))" }
    return "<polyline class=\"\(style)\" points=\"\(coordinates.joined(separator: " "))\"/>"
  }

  private static func number(_ value: Double) -> String {
    String(format: "%.1f", value)
  }

  /// Maps epochs and losses to drawing coordinates.
  private struct Scale {
    let low: Double
    let high: Double
    let epochs: Int
    /// The losses with a grid line.
    let marks: [Double]
    /// The number of decimals that distinguishes them.
    let places: Int

    init(low: Double, high: Double, epochs: Int) {
      let span = max(high - low, 1e-6)
      // Choose a round step that gives about five lines.
      let unit = pow(10, floor(log10(span / 4)))
      let step = [1, 2, 5, 10].map { $0 * unit }.first { span / $0 <= 6 } ?? 10 * unit
      self.low = floor(low / step) * step
      self.high = max(ceil(high / step) * step, self.low + step)
      self.epochs = epochs
      marks = Array(stride(from: self.low, through: self.high + step / 2, by: step))
      places = max(0, Int(-floor(log10(step))))
    }

    func x(_ epoch: Int) -> Double {
      left + (LossChart.width - left - right) * Double(epoch - 1) / Double(epochs - 1)
    }

    func y(_ loss: Double) -> Double {
      top + (LossChart.height - top - bottom) * (high - loss) / (high - low)
    }
  }
}

import CKernels
import Foundation

/// Lays tensors out as a file of the `safetensors` format: the same bytes for the same tensors.
public struct SafeTensorsWriter {
  /// How a tensor's numbers are kept.
  public enum Precision: String, Sendable {
    case half = "F16"
    case single = "F32"

    fileprivate var byteCount: Int { self == .half ? 2 : 4 }
  }

  private var entries: [(name: String, description: String)] = []
  private var content = Data()

  public init() {}

  /// Adds a tensor; its numbers are `values` in row-major order, of which the shape tells how many there are.
  public mutating func add(_ name: String, shape: [Int], _ values: Matrix, as precision: Precision = .half) {
    let count = shape.reduce(1, *)
    precondition(count == values.rows * values.columns, "\(name) has not the shape \(shape)")
    let start = content.count
    withExtendedLifetime(values) {
      switch precision {
      case .single: content.append(Data(bytes: values.pointer, count: 4 * count))
      case .half:
        let halves = [UInt16](unsafeUninitializedCapacity: count) { halves, filled in
          if count > 0 { ck_float_to_half(values.pointer, halves.baseAddress!, count) }
          filled = count
        }
        halves.withUnsafeBytes { content.append(contentsOf: $0) }
      }
    }
    let sizes = shape.map(String.init).joined(separator: ",")
    let place = "[\(start),\(content.count)]"
    entries.append((name, #"{"dtype":"\#(precision.rawValue)","shape":[\#(sizes)],"data_offsets":\#(place)}"#))
  }

  /// The whole file, with these strings under `__metadata__`.
  public func file(metadata: [String: String] = [:]) -> Data {
    let strings = metadata.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
    var parts = entries.map { "\(Self.quoted($0.name)):\($0.description)" }
    if !strings.isEmpty { parts.insert(#""__metadata__":{\#(strings.joined(separator: ","))}"#, at: 0) }
    var header = Data("{\(parts.joined(separator: ","))}".utf8)
    // The numbers begin at a multiple of eight.
    header.append(Data(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + content
  }

  private static func quoted(_ text: String) -> String {
    // A string always has a JSON text.
    String(decoding: try! JSONEncoder().encode(text), as: UTF8.self)
  }
}

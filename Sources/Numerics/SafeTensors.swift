import CKernels
import Foundation

/// Named tensors in a memory-mapped `safetensors` file: an 8-byte little-endian header length, a JSON header, then the
/// raw numbers. <https://huggingface.co/docs/safetensors>
public final class SafeTensors: Sendable {
  /// A tensor's entry in the header.
  public struct Entry: Decodable, Equatable, Sendable {
    /// `F16` and `F32` can be read; other types are only listed.
    public let dtype: String
    public let shape: [Int]
    /// Start and end of its bytes, relative to the end of the header.
    let offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    public var elementCount: Int { shape.reduce(1, *) }
  }

  /// For display: bytes that are not UTF-8 are U+FFFD.
  public let path: String
  public let entries: [String: Entry]
  /// The strings under `__metadata__`.
  public let metadata: [String: String]

  private let file: MappedFile
  private let dataStart: Int

  /// Maps the file and reads its header. `path` is a C string, which need not be UTF-8. Throws `SafeTensorsError`.
  public init(path name: UnsafePointer<CChar>) throws {
    path = String(cString: name)
    do {
      file = try MappedFile(path: name)
    } catch {
      throw SafeTensorsError.unreadable(path: path, reason: (error as? POSIXError)?.localizedDescription ?? "\(error)")
    }
    guard file.bytes.count >= 8 else {
      throw SafeTensorsError.malformed(path: path, reason: "it is shorter than 8 bytes")
    }
    let headerLength = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
    guard headerLength <= UInt64(file.bytes.count - 8) else {
      throw SafeTensorsError.malformed(path: path, reason: "its header extends beyond the end of the file")
    }
    dataStart = 8 + Int(headerLength)
    do {
      let header = try JSONDecoder().decode([String: HeaderValue].self, from: Data(file.bytes[8..<dataStart]))
      entries = header.compactMapValues(\.entry)
      metadata = header["__metadata__"]?.metadata ?? [:]
    } catch {
      throw SafeTensorsError.malformed(path: path, reason: "its header is not a JSON object of tensors")
    }
    for (name, entry) in entries { try check(entry, name: name) }
  }

  /// Returns the tensor's numbers in row-major order, as 32-bit floats. Throws `SafeTensorsError` if it is missing or
  /// has another shape or an unsupported type.
  public func floats(_ name: String, shape: [Int]) throws -> [Float] {
    guard let entry = entries[name] else { throw SafeTensorsError.missing(path: path, tensor: name) }
    guard entry.shape == shape else {
      throw SafeTensorsError.shape(path: path, tensor: name, found: entry.shape, expected: shape)
    }
    let start = dataStart + entry.offsets[0]
    let count = entry.elementCount
    return try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      switch entry.dtype {
      case "F32":
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + 4 * count])
        )
      case "F16":
        // The numbers follow the header, so their address may be odd.
        let halves = [UInt16](unsafeUninitializedCapacity: count) { halves, filled in
          UnsafeMutableRawBufferPointer(halves).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + 2 * count])
          )
          filled = count
        }
        ck_half_to_float(halves, buffer.baseAddress!, count)
      default:
        throw SafeTensorsError.type(path: path, tensor: name, found: entry.dtype)
      }
      initialized = count
    }
  }

  /// Returns the tensor as a matrix of this shape. Throws `SafeTensorsError`.
  public func matrix(_ name: String, rows: Int, columns: Int) throws -> Matrix {
    Matrix(rows: rows, columns: columns, values: try floats(name, shape: [rows, columns]))
  }

  /// SHA-256 of the whole file in hexadecimal.
  public var checksum: String { Checksum.sha256(of: file.bytes) }

  private func check(_ entry: Entry, name: String) throws {
    let sizes = ["F16": 2, "F32": 4]
    let end = file.bytes.count - dataStart
    let offsets = entry.offsets
    let elements = entry.shape.reduce((1, false)) { product, size in
      let (value, overflow) = product.0.multipliedReportingOverflow(by: size)
      return (value, product.1 || overflow || size < 0)
    }
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= end, !elements.1 else {
      throw SafeTensorsError.malformed(path: path, reason: "\(name) lies outside the file")
    }
    if let size = sizes[entry.dtype], elements.0 != (offsets[1] - offsets[0]) / size {
      throw SafeTensorsError.malformed(path: path, reason: "the size of \(name) does not match its shape")
    }
  }
}

/// A value in the header: a tensor's entry, or the strings of `__metadata__`.
private struct HeaderValue: Decodable {
  let entry: SafeTensors.Entry?
  let metadata: [String: String]?

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    entry = try? container.decode(SafeTensors.Entry.self)
    metadata = entry == nil ? try container.decode([String: String].self) : nil
  }
}

/// Why a weights file cannot be used.
public enum SafeTensorsError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be opened or mapped.
  case unreadable(path: String, reason: String)
  /// The file is not a `safetensors` file, or is damaged.
  case malformed(path: String, reason: String)
  /// A tensor that the network needs is missing.
  case missing(path: String, tensor: String)
  /// A tensor's shape differs from the network's.
  case shape(path: String, tensor: String, found: [Int], expected: [Int])
  /// A tensor's numbers are neither F16 nor F32.
  case type(path: String, tensor: String, found: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read the weights \(path): \(reason)"
    case .malformed(let path, let reason): "\(path) is not a usable safetensors file: \(reason)"
    case .missing(let path, let tensor): "\(path) has no tensor \(tensor)"
    case .shape(let path, let tensor, let found, let expected):
      "\(tensor) in \(path) has shape \(found), expected \(expected)"
    case .type(let path, let tensor, let found): "\(tensor) in \(path) has type \(found), expected F16 or F32"
    }
  }
}

/// Builds a `safetensors` file. The same tensors always give the same bytes.
public struct SafeTensorsWriter {
  /// The type of a tensor's numbers in the file.
  public enum Precision: String, Sendable {
    case half = "F16"
    case single = "F32"

    fileprivate var byteCount: Int { self == .half ? 2 : 4 }
  }

  private var entries: [(name: String, description: String)] = []
  private var content = Data()

  public init() {}

  /// Adds a tensor of this shape with `values` in row-major order.
  public mutating func add(_ name: String, shape: [Int], _ values: Matrix, as precision: Precision = .half) {
    let count = shape.reduce(1, *)
    precondition(count == values.rows * values.columns, "the values of \(name) do not fill the shape \(shape)")
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
    let byteRange = "[\(start),\(content.count)]"
    entries.append((name, #"{"dtype":"\#(precision.rawValue)","shape":[\#(sizes)],"data_offsets":\#(byteRange)}"#))
  }

  /// Returns the whole file, with these strings under `__metadata__`.
  public func file(metadata: [String: String] = [:]) -> Data {
    let strings = metadata.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
    var parts = entries.map { "\(Self.quoted($0.name)):\($0.description)" }
    if !strings.isEmpty { parts.insert(#""__metadata__":{\#(strings.joined(separator: ","))}"#, at: 0) }
    var header = Data("{\(parts.joined(separator: ","))}".utf8)
    // Pad the header so that the numbers start at a multiple of 8.
    header.append(Data(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + content
  }

  private static func quoted(_ text: String) -> String {
    // Encoding a string cannot fail.
    String(decoding: try! JSONEncoder().encode(text), as: UTF8.self)
  }
}

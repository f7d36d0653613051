import CKernels
import Foundation

/// Named tensors in a memory-mapped `safetensors` file: an 8-byte little-endian header length, a JSON header, then the
/// raw numbers. <https://huggingface.co/docs/safetensors>
public final class SafeTensors: Sendable {
  /// A tensor's entry in the header.
  public struct Entry: Decodable, Equatable, Sendable {
    /// `F16`, `BF16` and `F32` can be read; other types are only listed.
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
    guard headerLength <= UInt64(Self.maxHeaderBytes) else {
      throw SafeTensorsError.malformed(path: path, reason: "its header is longer than \(Self.maxHeaderBytes) bytes")
    }
    dataStart = 8 + Int(headerLength)
    do {
      let header = try JSONDecoder().decode([String: HeaderValue].self, from: Data(file.bytes[8..<dataStart]))
      entries = header.compactMapValues(\.entry)
      metadata = header["__metadata__"]?.metadata ?? [:]
    } catch {
      throw SafeTensorsError.malformed(path: path, reason: "its header is not a JSON object of tensors")
    }
    // In the order of the names, so that the same file always gives the same message.
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) { try check(entry, name: name) }
    try checkOverlaps()
  }

  /// Returns the tensor's numbers in row-major order, as 32-bit floats. Throws `SafeTensorsError` if it is missing or
  /// has another shape or an unsupported type.
  public func floats(_ name: String, shape: [Int]) throws -> [Float] {
    let stored = try stored(name, shape: shape)
    return [Float](unsafeUninitializedCapacity: stored.rows * stored.columns) { buffer, initialized in
      stored.widen(into: buffer)
      initialized = stored.rows * stored.columns
    }
  }

  /// Returns the tensor as it is stored. A tensor of another rank than 2 has its first dimension as rows and all others
  /// as columns; a vector is one row. Throws `SafeTensorsError` if it is missing or has another shape or an unsupported
  /// type.
  public func stored(_ name: String, shape: [Int]) throws -> StoredMatrix {
    guard let entry = entries[name] else { throw SafeTensorsError.missing(path: path, tensor: name) }
    guard entry.shape == shape else {
      throw SafeTensorsError.shape(path: path, tensor: name, found: entry.shape, expected: shape)
    }
    guard let precision = StoredMatrix.Precision(rawValue: entry.dtype) else {
      throw SafeTensorsError.type(path: path, tensor: name, found: entry.dtype)
    }
    let rows = shape.count > 1 ? shape[0] : 1
    let columns = (shape.count > 1 ? shape[1...] : shape[...]).reduce(1, *)
    return StoredMatrix(bytes(of: entry), precision: precision, rows: rows, columns: columns, owner: file)
  }

  /// Returns the MurmurHash3 of the tensor's bytes in hexadecimal; nil if it is missing.
  public func contentHash(of name: String) -> String? {
    entries[name].map { Checksum.murmur3(of: bytes(of: $0)) }
  }

  private func bytes(of entry: Entry) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: file.bytes[dataStart + entry.offsets[0]..<dataStart + entry.offsets[1]])
  }

  /// Returns the tensor as a matrix of this shape. Throws `SafeTensorsError`.
  public func matrix(_ name: String, rows: Int, columns: Int) throws -> Matrix {
    Matrix(rows: rows, columns: columns, values: try floats(name, shape: [rows, columns]))
  }

  /// SHA-256 of the whole file in hexadecimal.
  public var checksum: String { Checksum.sha256(of: file.bytes) }

  /// Checks that the tensor lies inside the file and has the size of its shape.
  private func check(_ entry: Entry, name: String) throws {
    let end = file.bytes.count - dataStart
    let offsets = entry.offsets
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= end else {
      throw SafeTensorsError.malformed(path: path, reason: "\(name) lies outside the file")
    }
    // A type that is not listed can only be named, so its size does not matter.
    guard let size = Self.byteCounts[entry.dtype] else { return }
    let bytes = entry.shape.reduce(size) { product, length in
      let (value, overflow) = product.multipliedReportingOverflow(by: length)
      return product < 0 || length < 0 || overflow ? -1 : value
    }
    guard bytes == offsets[1] - offsets[0] else {
      throw SafeTensorsError.malformed(path: path, reason: "the size of \(name) does not match its shape")
    }
  }

  /// Checks that no byte belongs to two tensors.
  private func checkOverlaps() throws {
    let ordered = entries.filter { $0.value.offsets[0] < $0.value.offsets[1] }.sorted {
      $0.value.offsets[0] < $1.value.offsets[0]
    }
    for (first, second) in zip(ordered, ordered.dropFirst()) where second.value.offsets[0] < first.value.offsets[1] {
      let names = [first.key, second.key].sorted().joined(separator: " and ")
      throw SafeTensorsError.malformed(path: path, reason: "\(names) overlap")
    }
  }

  /// Bytes of a number of each type of the format that fills whole bytes.
  private static let byteCounts = [
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "U16": 2, "I16": 2, "F16": 2, "BF16": 2, "U32": 4,
    "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8, "C64": 8,
  ]

  /// The reference implementation's limit for the header.
  private static let maxHeaderBytes = 100_000_000
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
  /// A tensor's numbers are neither F16, BF16 nor F32.
  case type(path: String, tensor: String, found: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read the weights \(path): \(reason)"
    case .malformed(let path, let reason): "\(path) is not a usable safetensors file: \(reason)"
    case .missing(let path, let tensor): "\(path) has no tensor \(tensor)"
    case .shape(let path, let tensor, let found, let expected):
      "\(tensor) in \(path) has shape \(found), expected \(expected)"
    case .type(let path, let tensor, let found): "\(tensor) in \(path) has type \(found), expected F16, BF16 or F32"
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

import Foundation

extension KeyedDecodingContainer {
  /// Decodes numbers from the base64 of their little-endian bytes; nil if the key is absent. Throws `DecodingError` if
  /// `count` is given and differs.
  func numbers<Number: BitwiseCopyable>(
    _ type: Number.Type,
    _ count: Int? = nil,
    forKey key: Key
  ) throws -> [Number]? {
    guard let data = try decodeIfPresent(Data.self, forKey: key) else { return nil }
    let stride = MemoryLayout<Number>.stride
    let found = data.count / stride
    guard data.count == (count ?? found) * stride else {
      let reason = "\(data.count) bytes instead of \((count ?? found) * stride)"
      throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: reason)
    }
    return data.withUnsafeBytes { bytes in
      (0..<found).map { bytes.loadUnaligned(fromByteOffset: $0 * stride, as: Number.self) }
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// The numbers' bytes, bit for bit.
  var littleEndianBytes: Data { withUnsafeBytes { Data($0) } }
}

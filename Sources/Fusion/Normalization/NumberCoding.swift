import Foundation

extension KeyedDecodingContainer {
  /// Numbers from the base64 of their little-endian bytes; nil where there are none. Throws `DecodingError` where there are
  /// not `count`, where it is given.
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
  /// The numbers' bytes, exactly as they are.
  var littleEndianBytes: Data { withUnsafeBytes { Data($0) } }
}

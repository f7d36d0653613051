import Foundation
import Numerics

/// Synthetic weights in the file format of a network.
public enum TensorFile {
  /// Returns the tensors as a mapped float32 file.
  public static func make(
    _ tensors: [(name: String, shape: [Int], values: [Float])],
    metadata: [String: String] = [:]
  ) throws -> SafeTensors {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
    try bytes(tensors, metadata: metadata).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try SafeTensors(path: url.path)
  }

  static func bytes(
    _ tensors: [(name: String, shape: [Int], values: [Float])],
    metadata: [String: String] = [:]
  ) throws -> Data {
    var offset = 0
    let entries = tensors.map { tensor in
      defer { offset += 4 * tensor.values.count }
      let end = offset + 4 * tensor.values.count
      return #""\#(tensor.name)":{"dtype":"F32","shape":\#(tensor.shape),"data_offsets":[\#(offset),\#(end)]}"#
    }
    let facts = #""__metadata__":"# + String(decoding: try JSONEncoder().encode(metadata), as: UTF8.self)
    let header = Data("{\(([facts] + entries).joined(separator: ","))}".utf8)
    var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header
    for tensor in tensors { tensor.values.withUnsafeBytes { data.append(contentsOf: $0) } }
    return data
  }
}

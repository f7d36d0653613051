import Foundation
import TestSupport
import Testing

/// Weight files with other metadata than the shipped ones.
enum ModelFile {
  /// Writes the shipped fusion weights with `speakers` in their metadata. Returns the path.
  static func fusion(withSpeakers speakers: String, in folder: WorkFolder) throws -> String {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(Repository.models)/emocli-av.safetensors"))
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    var header = try #require(JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any])
    var metadata = header["__metadata__"] as? [String: String] ?? [:]
    metadata["speakers"] = speakers
    header["__metadata__"] = metadata
    let changed = try JSONSerialization.data(withJSONObject: header)
    let size = withUnsafeBytes(of: UInt64(changed.count).littleEndian) { Data($0) }
    return try folder.put(size + changed + data[(8 + length)...], "speakers.safetensors")
  }
}

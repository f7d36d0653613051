import Foundation
import Numerics
import Testing

@Suite struct SafeTensorsTests {
  private func file(header: String, data: [UInt8], declaredLength: Int? = nil) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors").path
    var bytes = Data(withUnsafeBytes(of: UInt64(declaredLength ?? header.utf8.count).littleEndian, Array.init))
    bytes.append(contentsOf: Array(header.utf8) + data)
    try bytes.write(to: URL(fileURLWithPath: path))
    return path
  }

  private let header = #"""
    {"__metadata__":{"name":"x"},"a":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}
    """#
  private let data: [UInt8] = [0x00, 0x3c, 0x00, 0xc0, 0, 0, 0x80, 0x3f]

  @Test func readsBothPrecisions() throws {
    let tensors = try SafeTensors(path: try file(header: header, data: data))
    #expect(try tensors.floats("a", shape: [2, 1]) == [1, -2])
    #expect(try tensors.floats("b", shape: [1]) == [1])
    #expect(tensors.metadata == ["name": "x"])
  }

  @Test func namesWhatIsWrong() throws {
    let tensors = try SafeTensors(path: try file(header: header, data: data))
    #expect(throws: SafeTensorsError.missing(path: tensors.path, tensor: "c")) { try tensors.floats("c", shape: []) }
    #expect(throws: SafeTensorsError.shape(path: tensors.path, tensor: "a", found: [2, 1], expected: [2])) {
      try tensors.floats("a", shape: [2])
    }
  }

  @Test func refusesDamage() throws {
    let damaged = [
      try file(header: header, data: Array(data.dropLast())),
      try file(header: header, data: data, declaredLength: 1 << 40),
      try file(header: "[]", data: data),
      try file(header: #"{"a":{"dtype":"F16","shape":[9223372036854775807,4],"data_offsets":[0,4]}}"#, data: data),
    ]
    for path in damaged {
      #expect(throws: SafeTensorsError.self) { try SafeTensors(path: path) }
    }
    #expect(throws: SafeTensorsError.self) { try SafeTensors(path: "/nonexistent/weights") }
  }
}

import CKernels
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

  @Test func reportsMissingTensorsAndWrongShapes() throws {
    let tensors = try SafeTensors(path: try file(header: header, data: data))
    #expect(throws: SafeTensorsError.missing(path: tensors.path, tensor: "c")) { try tensors.floats("c", shape: []) }
    #expect(throws: SafeTensorsError.shape(path: tensors.path, tensor: "a", found: [2, 1], expected: [2])) {
      try tensors.floats("a", shape: [2])
    }
  }

  @Test func rejectsDamagedFiles() throws {
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

@Suite struct SafeTensorsWriterTests {
  private func read(_ data: Data) throws -> SafeTensors {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
    try data.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try SafeTensors(path: url.path)
  }

  @Test func readsBackWhatItWrote() throws {
    var writer = SafeTensorsWriter()
    let matrix = Matrix(rows: 2, columns: 3, values: [0.5, -1.25, 3, 100, 1e-4, 0])
    let exact = Matrix(rows: 1, columns: 2, values: [0.1, -1e30])
    writer.add("layer.weight", shape: [2, 3], matrix)
    writer.add("a \"name\"", shape: [2], exact, as: .single)
    writer.add("nothing", shape: [0], Matrix(rows: 1, columns: 0))
    let metadata = ["name": "é \"x\"\n", "version": "1"]
    let file = try read(writer.file(metadata: metadata))
    #expect(file.metadata == metadata)
    #expect(file.entries.count == 3)
    let halves = try file.floats("layer.weight", shape: [2, 3])
    #expect(zip(halves, matrix.values).allSatisfy { abs($0 - $1) <= abs($1) / 2048 })
    #expect(try file.floats("a \"name\"", shape: [2]) == exact.values)
    #expect(try file.floats("nothing", shape: [0]) == [])
    #expect(writer.file(metadata: metadata) == writer.file(metadata: metadata))
  }

  @Test func everyHalfRoundTrips() {
    let halves = (0...UInt16.max).map { $0 }
    var floats = [Float](repeating: 0, count: halves.count)
    ck_half_to_float(halves, &floats, halves.count)
    var back = [UInt16](repeating: 0, count: halves.count)
    ck_float_to_half(floats, &back, halves.count)
    for (half, found) in zip(halves, back) where half & 0x7fff <= 0x7c00 {
      #expect(half == found)
    }
    #expect(zip(halves, back).allSatisfy { $0 & 0x7fff <= 0x7c00 || $1 & 0x7fff > 0x7c00 })
  }

  /// Rounds to nearest, ties to even.
  @Test func roundsToNearestWithTiesToEven() {
    let expected: [(value: Float, half: UInt16)] = [
      (1 + 0x1p-11, 0x3c00), (1 + 0x1.8p-10, 0x3c02), (1 + 0x1.1p-11, 0x3c01), (65519.99, 0x7bff), (65520, 0x7c00),
      (-65520, 0xfc00), (0x1p-24, 1), (0x1p-25, 0), (0x1.8p-24, 2), (0x1.001p-25, 1), (1e-30, 0),
      (0x1.ff8p-15, 0x3ff), (0x1.ffcp-15, 0x400), (0x1.ffep-15, 0x400), (-0.0, 0x8000), (.infinity, 0x7c00),
    ]
    for (value, half) in expected {
      var found: UInt16 = 0
      ck_float_to_half([value], &found, 1)
      #expect(found == half, "\(value)")
    }
  }
}

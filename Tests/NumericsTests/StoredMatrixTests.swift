import Foundation
import Testing

@testable import Numerics

@Suite struct StoredMatrixTests {
  private func file(_ dtype: String, shape: [Int], _ bytes: [UInt8], padding: Int = 0) throws -> SafeTensors {
    var header = #"{"a":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":[0,\#(bytes.count)]}}"#
    // The numbers start behind the header, so its length decides their alignment.
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8 + padding)
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    try (length + Data(header.utf8) + Data(bytes)).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try SafeTensors(path: url.path)
  }

  /// 1, −2, 0.5, 3 in each type.
  private static let numbers: [Float] = [1, -2, 0.5, 3]
  private static let stored: [(type: String, bytes: [UInt8])] = [
    ("F32", [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f, 0, 0, 0x40, 0x40]),
    ("F16", [0, 0x3c, 0, 0xc0, 0, 0x38, 0, 0x42]), ("BF16", [0x80, 0x3f, 0, 0xc0, 0, 0x3f, 0x40, 0x40]),
  ]

  @Test(arguments: [0, 1, 2, 3], 0..<3) func readsEveryTypeAtEveryAddress(padding: Int, index: Int) throws {
    let (type, bytes) = Self.stored[index]
    let matrix = try file(type, shape: [2, 2], bytes, padding: padding).stored("a", shape: [2, 2])
    #expect(matrix.rows == 2 && matrix.columns == 2 && matrix.precision.rawValue == type)
    #expect(matrix.widened().values == Self.numbers)
    let scratch = ScratchMatrix()
    let view = matrix.view(in: scratch)
    #expect((0..<4).map { view.pointer[$0] } == Self.numbers)
    let row = matrix.view(rows: 1..<2, in: scratch)
    #expect(row.rows == 1 && (0..<2).map { row.pointer[$0] } == [0.5, 3])
  }

  @Test func usesAlignedFloatsInPlace() throws {
    let bytes = Self.stored[0].bytes
    let first = try file("F32", shape: [4], bytes).stored("a", shape: [4])
    #expect(first.view(in: ScratchMatrix()).pointer == first.view(in: ScratchMatrix()).pointer)
  }

  @Test func folds() throws {
    let file = try file("F32", shape: [1, 2, 2], Self.stored[0].bytes)
    let matrix = try file.stored("a", shape: [1, 2, 2])
    #expect(matrix.rows == 1 && matrix.columns == 4)
    #expect(throws: SafeTensorsError.self) { try file.stored("a", shape: [4]) }
    let empty = try self.file("F16", shape: [0, 3], []).stored("a", shape: [0, 3])
    #expect(empty.rows == 0 && empty.columns == 3 && empty.widened().values.isEmpty)
  }

  @Test func scratchIsReused() {
    let scratch = ScratchMatrix()
    let large = scratch.view(rows: 3, columns: 5)
    let small = scratch.view(rows: 2, columns: 2)
    #expect(small.pointer == large.pointer && small.stride == 2)
    #expect(scratch.view(rows: 4, columns: 5).rows == 4)
  }

  /// The published test vector of MurmurHash3 (x64, 128 bits, seed 0).
  @Test func murmurHash() {
    let hash = Array("hello".utf8).withUnsafeBytes { Checksum.murmur3(of: $0) }
    #expect(hash == "029bbd41b3a7d8cb191dae486a901e5b")
  }
}

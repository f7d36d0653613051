import Foundation
import Numerics
import System
import TestSupport
import Testing

@testable import Formats

@Suite("NumPy files")
struct NumpyWriterTests {
  /// A parsed NumPy file.
  struct Matrix {
    var shape: [Int]
    var values: [Float]

    init(_ bytes: [UInt8]) throws {
      #expect(Array(bytes[..<8]) == [0x93] + Array("NUMPY".utf8) + [1, 0])
      let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
      #expect(start % 64 == 0)
      #expect(bytes[start - 1] == UInt8(ascii: "\n"))
      let header = String(decoding: bytes[10..<start], as: UTF8.self)
      let match = try #require(
        header.wholeMatch(of: /\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n/)
      )
      shape = [Int(match.1)!, Int(match.2)!]
      values = stride(from: start, to: bytes.count, by: 4).map { at in
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) })
      }
      #expect(values.count == shape[0] * shape[1])
    }
  }

  let directory: WorkFolder
  init() throws { directory = try WorkFolder() }

  @Test("A finished file has the number of rows in its header", arguments: [0, 1, 1000])
  func file(rows: Int) throws {
    let path = directory.clip("mel.npy")
    let writer = try NumpyWriter(output: OutputFile.replacing(path), columnCount: 128)
    for row in 0..<rows { try writer.write((0..<128).map { Float(row) + Float($0) / 128 }) }
    #expect(!(try directory.entries.contains("mel.npy")))
    try writer.finish()
    let matrix = try Matrix(try directory.bytes("mel.npy"))
    #expect(matrix.shape == [rows, 128])
    #expect(matrix.values == (0..<rows * 128).map { Float($0) / 128 })
    #expect(try directory.entries == ["mel.npy"])
  }

  @Test("An output that cannot seek gets the same bytes")
  func sequential() throws {
    let replaced = try NumpyWriter(output: OutputFile.replacing(directory.clip("a.npy")), columnCount: 3)
    let grown = try NumpyWriter(output: OutputFile.growing(directory.clip("b.npy")), columnCount: 3)
    for writer in [replaced, grown] {
      for _ in 0..<20_000 { try writer.write([Float.pi, -.infinity, .nan]) }
      try writer.write([Float](repeating: 1, count: 6))
      try writer.finish()
    }
    #expect(try directory.bytes("a.npy") == directory.bytes("b.npy"))
    #expect(try Matrix(try directory.bytes("b.npy")).shape == [20_002, 3])
  }

  @Test("The largest header fits")
  func header() {
    #expect(NumpyWriter.header(rowCount: .max, columnCount: 1_000_000).count == 128)
  }
}

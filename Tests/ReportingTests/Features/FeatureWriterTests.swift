import Foundation
import System
import Testing

@testable import Reporting

@Suite("Feature tables")
struct FeatureWriterTests {
  let columns: [FeatureColumn] = [
    .number("timestamp", decimals: 3), .number("F0_Hz"), .points("landmarks", count: 2),
    .group("aus", ["AU01_r", "AU12_r"]),
  ]

  func table(_ format: FeatureTableWriter.Format, withPath: Bool) throws -> String {
    let sink = MemorySink()
    let writer = FeatureTableWriter(sink: sink, format: format, columns: columns, withPath: withPath)
    try writer.begin()
    try writer.write(path: ClipPath("a,b"), [0.01 * 29, 120.5, 1, 2, 3, 4, 0.25, .nan])
    try writer.write(path: ClipPath("c"), [Float(3600.01), .infinity, .nan, .nan, .nan, .nan, 1e-5, -0.1])
    try writer.finish()
    return sink.text
  }

  @Test("CSV has a column for each value")
  func csv() throws {
    #expect(
      try table(.csv, withPath: true) == """
        path,timestamp,F0_Hz,x_0,x_1,y_0,y_1,AU01_r,AU12_r
        "a,b",0.29,120.5,1,2,3,4,0.25,
        c,3600.01,,,,,,0.00001,-0.1

        """
    )
    #expect(try table(.csv, withPath: false).hasPrefix("timestamp,F0_Hz,x_0,x_1,y_0,y_1,AU01_r,AU12_r\n0.29,120.5,"))
  }

  @Test("JSON Lines has points as pairs and groups as objects")
  func jsonLines() throws {
    #expect(
      try table(.jsonl, withPath: true) == """
        {"path":"a,b","timestamp":0.29,"F0_Hz":120.5,"landmarks":[[1,3],[2,4]],"aus":{"AU01_r":0.25,"AU12_r":null}}
        {"path":"c","timestamp":3600.01,"F0_Hz":null,"landmarks":null,"aus":{"AU01_r":0.00001,"AU12_r":-0.1}}

        """
    )
    #expect(try table(.jsonl, withPath: false).hasPrefix("{\"timestamp\":0.29,"))
  }

  @Test(
    "Numbers with a fixed number of decimals",
    arguments: [
      (0, 3, "0"), (-0.0001, 3, "0"), (0.05, 3, "0.05"), (-12.3456, 2, "-12.35"), (100, 2, "100"), (0.999_96, 4, "1"),
      (1e18, 3, "1000000000000000000"), (7.5, 0, "8"), (10.0101, 9, "10.0101"),
    ]
  )
  func places(value: Double, decimals: Int, text: String) {
    var bytes: [UInt8] = []
    NumberText.append(value, decimals: decimals, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }

  @Test("Floats use their shortest form and round-trip exactly")
  func floats() {
    var bits = UInt32(12345)
    for _ in 0..<20_000 {
      bits = bits &* 1_664_525 &+ 1_013_904_223
      let value = Float(bitPattern: bits)
      guard value.isFinite else { continue }
      var bytes: [UInt8] = []
      NumberText.append(Double(value), decimals: nil, to: &bytes)
      #expect(Float(String(decoding: bytes, as: UTF8.self)) == value)
    }
  }

  @Test("Rows are written in few chunks of whole rows")
  func writes() throws {
    let sink = MemorySink()
    let writer = FeatureTableWriter(sink: sink, format: .csv, columns: [.group("mel", ["a", "b"])], withPath: false)
    try writer.begin()
    for row in 0..<50_000 { try writer.write([Float(row), 0.5]) }
    try writer.finish()
    #expect(sink.writes.count < 20)
    #expect(sink.writes.allSatisfy { $0.last == UInt8(ascii: "\n") })
    #expect(sink.text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) == 50_001)
  }
}

import Foundation
import Reporting
import Testing

@testable import Runs

@Suite("Statistics of a clip's features")
struct ClipStatisticsTests {
  private static let faceColumns: [FeatureColumn] = [
    .number("frame"), .number("face_id"), .number("timestamp"), .number("confidence"), .number("success"),
    .group("aus", ["AU12_r", "AU12_c"]),
  ]

  private static func face(_ frame: Double, id: Double = 0, _ unit: Double) -> [Double] {
    [frame, id, frame / 25, 0.9, 1, unit, unit >= 1 ? 1 : 0]
  }

  private static func noFace(_ frame: Double) -> [Double] { [frame, .nan, frame / 25, .nan, 0, .nan, .nan] }

  /// The finite values of a row by its columns' names.
  private static func named(_ statistics: ClipStatistics, _ row: [Double]) -> [String: Double] {
    let names = statistics.columns.flatMap(\.csvNames)
    #expect(names.count == row.count)
    return Dictionary(uniqueKeysWithValues: zip(names, row)).filter { $0.value.isFinite }
  }

  @Test("Mean, deviation and range are those of the definition")
  func definition() {
    let values = (0..<1_000).map { 100 + sin(Double($0) * 0.37) * Double($0 % 7) }
    var statistics = ColumnStatistics()
    for value in values { statistics.add(value) }
    statistics.add(.nan)
    statistics.add(.infinity)
    let mean = values.reduce(0, +) / 1_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1_000
    #expect(statistics.count == 1_000 && abs(statistics.mean - mean) < 1e-9)
    #expect(abs(statistics.deviation - variance.squareRoot()) < 1e-9)
    #expect(statistics.minimum == values.min() && statistics.maximum == values.max())
    let empty = ColumnStatistics()
    for value in [empty.mean, empty.deviation, empty.minimum, empty.maximum, empty.shareAboveOne] {
      #expect(value.isNaN)
    }
  }

  @Test("A face: frames with a face count, and action units have the time above 1")
  func faces() {
    var statistics = ClipStatistics(of: Self.faceColumns, hasRowPerGroup: false)
    for row in [Self.face(1, 0.5), Self.face(2, 1), Self.noFace(3), Self.face(4, 2.5)] { statistics.add(row) }
    let rows = statistics.rows(durationSeconds: 0.16)
    #expect(rows.count == 1)
    let row = Self.named(statistics, rows[0])
    #expect(row["duration_s"] == 0.16 && row["frames"] == 3 && row["coverage"] == 0.75 && row["face_id"] == 0)
    #expect(row["AU12_r_min"] == 0.5 && row["AU12_r_max"] == 2.5 && abs(row["AU12_r_mean"]! - 4 / 3) < 1e-12)
    #expect(abs(row["AU12_r_above_1"]! - 1.0 / 3) < 1e-12 && abs(row["AU12_c_mean"]! - 2.0 / 3) < 1e-12)
    #expect(row["AU12_c_above_1"] == nil && row["confidence_sd"] == 0 && row["success_mean"] == nil)
    #expect(
      statistics.columns.prefix(4).flatMap(\.csvNames) == ["duration_s", "frames", "face_id", "coverage"]
    )
  }

  @Test("Several faces: a row each, or one without an id; no face: a row without numbers")
  func severalFaces() {
    let rows = [Self.face(1, id: 4, 1), Self.face(1, id: 2, 3), Self.face(2, id: 4, 2), Self.noFace(3)]
    var each = ClipStatistics(of: Self.faceColumns, hasRowPerGroup: true)
    var one = ClipStatistics(of: Self.faceColumns, hasRowPerGroup: false)
    for row in rows {
      each.add(row)
      one.add(row)
    }
    let separate = each.rows(durationSeconds: 1).map { Self.named(each, $0) }
    #expect(separate.map { $0["face_id"] } == [2, 4] && separate.map { $0["frames"] } == [1, 2])
    #expect(separate.map { $0["AU12_r_mean"] } == [3, 1.5])
    #expect(abs(separate[1]["coverage"]! - 2.0 / 3) < 1e-12)
    let joined = one.rows(durationSeconds: 1).map { Self.named(one, $0) }
    #expect(joined.count == 1 && joined[0]["face_id"] == nil && joined[0]["AU12_r_mean"] == 2)
    var none = ClipStatistics(of: Self.faceColumns, hasRowPerGroup: true)
    none.add(Self.noFace(1))
    let empty = none.rows(durationSeconds: 1).map { Self.named(none, $0) }
    #expect(empty == [["duration_s": 1, "frames": 0, "coverage": 0]])
  }

  @Test("A voice: measures over voiced steps, running ones as the last step has them, a row per channel")
  func voice() {
    let names = ["F0_Hz", "voicing", "intensity_dB", "syllable_nucleus", "syllable_rate"]
    let columns: [FeatureColumn] = [.number("channel"), .number("timestamp")] + names.map { .number($0) }
    var statistics = ClipStatistics(of: columns, hasRowPerGroup: false)
    let steps: [[Double]] = [
      [100, 0.9, 60, 1, 1], [.nan, 0.1, 20, 0, 2], [200, 0.8, 70, 0, 3],
    ]
    for (index, step) in steps.enumerated() {
      statistics.add([2, Double(index) / 100] + step)
      statistics.add([1, Double(index) / 100] + [Double.nan, 0, -200, 0, .nan])
    }
    let rows = statistics.rows(durationSeconds: 0.03).map { Self.named(statistics, $0) }
    #expect(rows.map { $0["channel"] } == [1, 2] && rows.map { $0["steps"] } == [3, 3])
    #expect(rows[1]["F0_Hz_mean"] == 150 && rows[1]["F0_Hz_sd"] == 50 && rows[1]["intensity_dB_mean"] == 65)
    #expect(abs(rows[1]["voicing_mean"]! - 0.6) < 1e-12 && rows[1]["syllable_rate"] == 3)
    #expect(rows[0]["F0_Hz_mean"] == nil && rows[0]["intensity_dB_mean"] == nil && rows[0]["voicing_max"] == 0)
    #expect(!statistics.columns.flatMap(\.csvNames).contains { $0.hasPrefix("syllable_nucleus") })
  }
}

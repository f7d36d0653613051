import Alignment
import Testing

@Suite struct WarpBandTests {
  private func ranges(_ band: WarpBand) -> [Range<Int>] { (0..<band.rows).map { band[$0] } }

  @Test func followsTheDiagonal() {
    #expect(ranges(.sakoeChiba(rows: 4, columns: 4, radius: 1)) == [0..<2, 0..<3, 1..<4, 2..<4])
    #expect(ranges(.sakoeChiba(rows: 3, columns: 5, radius: 1)) == [0..<2, 1..<4, 3..<5])
    #expect(ranges(.sakoeChiba(rows: 3, columns: 5, radius: 0)) == [0..<1, 1..<3, 3..<5])
    #expect(ranges(.sakoeChiba(rows: 5, columns: 3, radius: 0)) == [0..<1, 1..<2, 1..<2, 2..<3, 2..<3])
    #expect(ranges(.sakoeChiba(rows: 1, columns: 6, radius: 0)) == [0..<6])
    #expect(ranges(.sakoeChiba(rows: 3, columns: 1, radius: 0)) == [0..<1, 0..<1, 0..<1])
  }

  @Test func followsTheSampleTimes() {
    func band(_ voice: [Double], _ movement: [Double], lag: Double = 0) -> [Range<Int>] {
      ranges(WarpBand(voiceTimes: voice, movementTimes: movement, lagSeconds: lag, radiusSeconds: 0.25))
    }
    #expect(band([0, 0.5, 1], [0, 0.25, 0.5, 0.75, 1]) == [0..<2, 1..<4, 3..<5])
    #expect(band([0, 0.5, 1], [0, 0.25, 0.5, 0.75, 1], lag: 0.5) == [0..<1, 0..<2, 1..<5])
    // A gap in the samples, and samples out of reach of every moment.
    #expect(band([0, 1, 2, 3, 4], [0, 4]) == [0..<1, 1..<2, 1..<2, 1..<2, 1..<2])
    #expect(band([0, 4], [0, 1, 2, 3, 4]) == [0..<1, 1..<5])
    // No overlap.
    #expect(band([0, 1, 2], [10, 11, 12]) == [0..<1, 0..<1, 0..<3])
    #expect(band([10, 11, 12], [0, 1, 2]) == [0..<3, 2..<3, 2..<3])
  }

  /// For any times, the band passes the checks of the initialiser that takes ranges.
  @Test func alwaysAllowsAPath() throws {
    var state: UInt64 = 7
    func random(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    for _ in 0..<500 {
      let voice = (0...random(30)).map { _ in Double(random(400)) / 100 }.sorted()
      let movement = (0...random(30)).map { _ in Double(random(400)) / 100 }.sorted()
      let timed = WarpBand(
        voiceTimes: voice,
        movementTimes: movement,
        lagSeconds: Double(random(100)) / 100 - 0.5,
        radiusSeconds: Double(random(30)) / 100
      )
      #expect(try WarpBand(ranges(timed), columns: movement.count) == timed)
      let about = WarpBand.sakoeChiba(rows: 1 + random(30), columns: 1 + random(30), radius: random(6))
      #expect(try WarpBand(ranges(about), columns: about.columns) == about)
    }
  }

  @Test func rejectsBandsWithoutAPath() {
    let broken: [([Range<Int>], Int)] = [
      ([1..<4, 1..<4], 0), ([0..<4, 2..<3], 1), ([0..<1, 2..<4], 1), ([0..<2, 1..<1, 1..<4], 1), ([0..<2, 1..<3], 1),
      ([0..<2, 1..<5], 1), ([0..<3, 1..<3, 0..<4], 2),
    ]
    for (ranges, row) in broken {
      #expect(throws: AlignmentError.brokenBand(row: row)) { try WarpBand(ranges, columns: 4) }
    }
    #expect(throws: AlignmentError.empty) { try WarpBand([], columns: 4) }
  }
}

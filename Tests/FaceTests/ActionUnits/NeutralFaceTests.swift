import Testing

@testable import Face

@Suite("Neutral face")
struct NeutralFaceTests {
  private static let population = NeutralReading(
    mean: [Float](repeating: 0.5, count: 17),
    spread: [Float](repeating: 0.4, count: 17)
  )

  /// A unit's neutral value from a clip in which all units read the same, at `rate` frames per second.
  private static func neutral(
    _ reading: (Double) -> Float,
    seconds: Double,
    rate: Double,
    unit: ActionUnit = .au12
  ) -> Float {
    let times = (0..<max(1, Int(seconds * rate))).map { Double($0) / rate }
    return NeutralFace(seconds: times, population: population) { _ in times.map(reading) }.values[unit.index]
  }

  private static func units(_ value: Float) -> ActionUnits {
    ActionUnits(values: [Float](repeating: value, count: ActionUnits.count))
  }

  @Test("The speaker's own rest weighs more the longer the clip, at any frame rate", arguments: [10.0, 25, 60])
  func length(rate: Double) {
    // 40 readings against the population's 8.
    let expected: Float = 0.5 + 40.0 / 48 * (0.2 - 0.5)
    #expect(abs(Self.neutral({ _ in 0.2 }, seconds: 4, rate: rate) - expected) < 0.004)
  }

  @Test("A still hardly changes the population's rest; without a face it stays")
  func still() {
    #expect(abs(Self.neutral({ _ in 0.2 }, seconds: 0, rate: 1) - (0.5 - 0.3 / 9)) < 1e-6)
    #expect(NeutralFace(seconds: [], population: Self.population) { _ in [] }.values == Self.population.mean)
  }

  @Test("Frames far apart count once each")
  func gaps() {
    let times = [0.0, 5, 10, 15]
    let face = NeutralFace(seconds: times, population: Self.population) { _ in times.map { _ in 0.2 } }
    #expect(abs(face.values[ActionUnit.au12.index] - (0.5 - 0.3 * 4 / 12)) < 1e-6)
  }

  @Test("Rest comes from the clip's calmest frames, not its mean")
  func quantile() {
    let smiling = Self.neutral({ $0 < 3 ? 0.4 : 3 }, seconds: 10, rate: 10)
    #expect(abs(smiling - (0.5 - 0.1 * 100 / 108)) < 1e-4)
    // Interpolated at rank 0.05 · 4.
    let times = (0..<5).map { 100 * Double($0) }
    let face = NeutralFace(seconds: times, population: Self.population) { _ in [0.5, 0.7, 0.1, 0.6, 0.2] }
    #expect(abs(face.values[ActionUnit.au12.index] - (0.5 + 5.0 / 13 * (0.12 - 0.5))) < 1e-6)
  }

  @Test("A smile that lasts the whole clip is not rest")
  func lasting() {
    let rest = Self.neutral({ _ in 3 }, seconds: 60, rate: 10)
    #expect(abs(rest - 0.9) < 1e-6)
    #expect(abs(Self.neutral({ _ in -3 }, seconds: 60, rate: 10) + 0.3) < 1e-6)
    let face = NeutralFace(seconds: [0], population: Self.population) { _ in [3] }
    #expect(face.calibrated(Self.units(3))[.au12] > 2)
  }

  @Test("Brows that are always high were never raised; brows raised half of the time were")
  func fleeting() {
    let high = Self.neutral({ _ in 2.4 }, seconds: 60, rate: 10, unit: .au01)
    #expect(2.4 - high < 0.05)
    let raised = Self.neutral({ Int($0) % 2 == 0 ? 0.6 : 2.4 }, seconds: 60, rate: 10, unit: .au01)
    #expect(abs(raised - 0.6) < 0.01)
  }

  @Test("A hidden unit keeps the population's rest, and its own where it was seen")
  func hidden() {
    let times = (0..<100).map { Double($0) / 10 }
    let face = NeutralFace(seconds: times, population: Self.population) { unit in
      unit.region == .mouth ? [] : unit.region == .eyes ? [0.2, 0.2] : times.map { _ in 0.2 }
    }
    #expect(face.values[ActionUnit.au12.index] == 0.5)
    #expect(abs(face.values[ActionUnit.au45.index] - (0.5 - 0.3 * 2 / 10)) < 1e-4)
    #expect(abs(face.values[ActionUnit.au04.index] - (0.5 - 0.3 * 100 / 108)) < 1e-4)
  }

  @Test("Calibrated units are 0…5 from the speaker's rest; halves use the rest of their unit")
  func calibration() {
    var mean = [Float](repeating: 0.5, count: 17)
    mean[ActionUnit.au12.index] = 0.75
    let face = NeutralFace(
      seconds: [],
      population: NeutralReading(mean: mean, spread: Self.population.spread)
    ) { _ in [] }
    let calibrated = face.calibrated(Self.units(2))
    #expect(calibrated[.au01] == 1.5 && calibrated[.au12] == 1.25)
    #expect(calibrated[.lipCornerLeft] == 1.25 && calibrated[.dimpleRight] == 1.5)
    #expect(face.calibrated(Self.units(-1)).values.allSatisfy { $0 == 0 })
    #expect(face.calibrated(Self.units(9)).values.allSatisfy { $0 == 5 })
    #expect(face.calibrated(Self.units(1.5)).isPresent(.au01) && !face.calibrated(Self.units(1.5)).isPresent(.au12))
  }
}

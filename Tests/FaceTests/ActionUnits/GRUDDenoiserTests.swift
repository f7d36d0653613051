import Numerics
import TestSupport
import Testing

@testable import Face

@Suite struct GRUDDenoiserTests {
  private let network: DenoisingNetwork
  private let reference: ReferenceFace
  private let file: SafeTensors

  init() throws {
    network = try DenoisingNetwork(weights: Vectors.model("dynamic-decay"))
    file = try Vectors.open("decay")
    let points = (0..<Landmarks.count).map { (index: Int) in
      let (x, y) = (20 + 7 * index % 53, 20 + 11 * index % 59)
      return Point(x: Double(x), y: Double(y))
    }
    reference = ReferenceFace(Landmarks(points))
  }

  /// The reference face, with all units at their centre.
  private func reading(level: Double = 0.3) -> GRUDDenoiser.Reading {
    GRUDDenoiser.Reading(
      units: ActionUnits(values: Array(network.center[..<ActionUnits.count])),
      landmarks: reference.landmarks,
      confidence: 1,
      lightLevel: level
    )
  }

  /// On the shipped weights (`Recipes/decay/parity.py`).
  @Test func matchesPyTorch() throws {
    let (features, expected) = (try file.rows("track.features"), try file.rows("track.restored"))
    let trust = try file.floats("track.trust", shape: [features.rows])
    let seconds = try file.floats("track.seconds", shape: [features.rows])
    let denoiser = GRUDDenoiser(network, reference: reference)
    for step in 0..<features.rows {
      let values = network.normalised(Array(features.row(step)))
      let found = denoiser.denoise(values, trust: values.map { _ in trust[step] }, at: Double(seconds[step]))
      for (value, reference) in zip(found, expected.row(step)) { #expect(abs(value - reference) < 1e-4) }
    }
  }

  @Test func startsAtTheFirstFace() {
    let denoiser = GRUDDenoiser(network, reference: reference)
    #expect(denoiser(nil, at: 0) == nil)
    #expect(denoiser(reading(), at: 0.04) != nil)
    #expect(denoiser(nil, at: 0.08) != nil)
  }

  /// A smile behind a mask, as the landmark network may guess one, leaves no trace; one frame's cover hides nothing.
  @Test func ignoresHiddenRegions() throws {
    let unit = ActionUnit.au12.index
    func restored(cover: Float, from first: Int) throws -> ActionUnits {
      let denoiser = GRUDDenoiser(network, reference: reference)
      var found: ActionUnits?
      for step in 0..<40 {
        var smile = reading()
        if step >= 20 {
          for place in [unit, ActionUnits.Half.lipCornerLeft.index, ActionUnits.Half.lipCornerRight.index] {
            smile.units.values[place] += 3
          }
        }
        if step >= first { smile.units.cover[FaceRegion.mouth.rawValue] = cover }
        found = denoiser(smile, at: 0.04 * Double(step))?.units
      }
      return try #require(found)
    }
    let (seen, hidden) = (try restored(cover: -1, from: 0), try restored(cover: 1, from: 0))
    #expect(!seen.isHidden(.mouth) && hidden.isHidden(.mouth) && !hidden.isHidden(.brows))
    #expect(seen.values[unit] - hidden.values[unit] > 1)
    #expect(try !restored(cover: 1, from: 39).isHidden(.mouth))
  }

  /// The same outlier has less effect in a flash than in steady light, and least if no face was found.
  @Test func weightsOutliersByTrust() throws {
    let unit = ActionUnit.allCases.firstIndex(of: .au12)!
    func jump(level: Double, confidence: Double) throws -> Float {
      let denoiser = GRUDDenoiser(network, reference: reference)
      for step in 0..<30 { _ = denoiser(reading(), at: 0.04 * Double(step)) }
      var outlier = reading(level: level)
      for place in [unit, ActionUnits.Half.lipCornerLeft.index, ActionUnits.Half.lipCornerRight.index] {
        outlier.units.values[place] += 3
      }
      outlier.confidence = confidence
      let found = try #require(denoiser(outlier, at: 1.2))
      return found.units.values[unit] - network.center[unit]
    }
    let (steady, flash) = (try jump(level: 0.3, confidence: 1), try jump(level: 0.9, confidence: 1))
    let lost = try jump(level: 0.3, confidence: 0.2)
    // A jump passes by about half at once.
    #expect(steady > 1 && steady < 2 && flash < 0.6 * steady && abs(lost) < 0.2)
  }
}

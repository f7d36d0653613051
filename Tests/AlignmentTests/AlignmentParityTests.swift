import Alignment
import Numerics
import TestSupport
import Testing

/// Stored cases from `Recipes/fusion/alignment_parity.py`: a plain numpy implementation, and dtaidistance.
@Suite struct AlignmentParityTests {
  private let vectors: SafeTensors

  init() throws {
    vectors = try Vectors.open("alignment")
  }

  private func numbers(_ name: String) throws -> [Double] {
    let entry = try #require(vectors.entries[name])
    return try vectors.floats(name, shape: entry.shape).map(Double.init)
  }

  @Test(arguments: 0..<8)
  func warpingMatchesNumpyAndDtaidistance(number: Int) throws {
    let a = try vectors.rows("warp\(number).a")
    let b = try vectors.rows("warp\(number).b")
    let radius = Int(try numbers("warp\(number).radius")[0])
    let band = WarpBand.sakoeChiba(rows: a.rows, columns: b.rows, radius: radius)
    let path = try DynamicTimeWarping.path(a.view, b.view, band: band)
    #expect(path.cells.flatMap { [$0.row, $0.column] } == (try numbers("warp\(number).path").map { Int($0) }))
    #expect(Double(path.cost) == (try numbers("warp\(number).cost")[0]))
    if vectors.entries["warp\(number).dtaidistance"] != nil {
      let distance = try numbers("warp\(number).dtaidistance")[0]
      #expect(abs(Double(path.distance) - distance) <= 1e-5 * distance)
    }
  }

  /// The recipe skips untrusted samples; here they are left out of the signal.
  @Test(arguments: ["late", "early", "gap", "flat"])
  func alignmentMatchesNumpy(name: String) throws {
    let (trusted, times) = (try numbers("\(name).trusted"), try numbers("\(name).times"))
    let samples = trusted.indices.filter { trusted[$0] == 1 }
    let values = try vectors.rows("\(name).movement")
    let movement = Matrix(
      below: samples.map { Matrix(rows: 1, columns: values.columns, values: values.row($0)) },
      columns: values.columns
    )
    let alignment = try Alignment.align(
      voice: TimedSignal(times: numbers("\(name).voice_times"), values: vectors.rows("\(name).voice")),
      movement: TimedSignal(times: samples.map { times[$0] }, values: movement)
    )
    let expected = try numbers("\(name).lag_correlation_cost")
    for (value, reference) in zip([alignment.lagSeconds, alignment.correlation, alignment.cost], expected) {
      #expect(abs(value - reference) < 1e-6)
    }
    #expect(
      alignment.ranges.flatMap { [$0.lowerBound, $0.upperBound] } == (try numbers("\(name).ranges").map { Int($0) })
    )
    let instants = try numbers("\(name).instants")
    #expect(alignment.instants.count == samples.count)
    for (instant, sample) in zip(alignment.instants, samples) {
      #expect(abs(instant - instants[sample]) < 1e-6)
    }
  }
}

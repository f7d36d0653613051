import Alignment
import Numerics
import Testing

@Suite struct AlignmentTests {
  let voiceTimes = (0..<100).map { Double($0) * 0.04 }
  let frameTimes = (0..<40).map { Double($0) * 0.1 + 0.013 }

  @Test(arguments: [-0.24, 0, 0.16])
  func mapsFramesToTheVoiceClock(lag: Double) throws {
    let voice = signal(voiceTimes, scale: 4) { syllables($0 - lag) }
    let alignment = try Alignment.align(voice: voice, movement: signal(frameTimes, syllables))
    #expect(abs(alignment.lagSeconds - lag) < 0.02)
    #expect(alignment.cost < 1)
    #expect(alignment.ranges.count == 100)
    #expect(alignment.instants.count == 40)
    // The ends are compressed onto each other.
    for sample in 6..<34 {
      #expect(abs(alignment.instants[sample] - (frameTimes[sample] + lag)) < 0.1)
    }
    #expect(alignment.instants == alignment.instants.sorted())
  }

  @Test func rejectsNonFiniteValues() {
    let voice = signal(voiceTimes, syllables)
    let movement = signal(frameTimes, syllables)
    movement.values[12, 0] = .nan
    #expect(throws: AlignmentError.notFinite) { try Alignment.align(voice: voice, movement: movement) }
    #expect(throws: AlignmentError.notFinite) { try Alignment.align(voice: movement, movement: voice) }
  }

  @Test func costIsLowerWhenVoiceAndMouthMoveTogether() throws {
    let voice = signal(voiceTimes, syllables)
    let together = try Alignment.align(voice: voice, movement: signal(frameTimes, syllables))
    let apart = try Alignment.align(voice: voice, movement: signal(frameTimes) { syllables(1.7 * $0 + 40) })
    #expect(apart.cost > 3 * together.cost)
  }

  @Test func acceptsSingleSamplesButNoEmptyStream() throws {
    let voice = signal(voiceTimes, syllables)
    let movement = signal(frameTimes, syllables)
    let one = try Alignment.align(voice: voice, movement: signal([frameTimes[7]], syllables))
    #expect(one.lagSeconds == 0)
    #expect(one.ranges == [Range<Int>](repeating: 0..<1, count: 100))
    let moment = try Alignment.align(voice: signal([2], syllables), movement: movement)
    #expect(moment.ranges == [0..<40])
    let empty = TimedSignal(times: [], values: Matrix(rows: 0, columns: 2))
    #expect(throws: AlignmentError.empty) { try Alignment.align(voice: empty, movement: movement) }
    #expect(throws: AlignmentError.empty) { try Alignment.align(voice: voice, movement: empty) }
  }
}

import Alignment
import Numerics
import Testing

@Suite struct AlignmentTests {
  let voiceTimes = (0..<100).map { Double($0) * 0.04 }
  let frameTimes = (0..<40).map { Double($0) * 0.1 + 0.013 }

  @Test(arguments: [-0.24, 0, 0.16])
  func putsFramesOnTheVoicesClock(lag: Double) throws {
    let voice = signal(voiceTimes, scale: 4) { syllables($0 - lag) }
    let alignment = try Alignment.align(voice: voice, movement: signal(frameTimes, syllables))
    #expect(abs(alignment.lagSeconds - lag) < 0.02)
    #expect(alignment.cost < 1)
    #expect(alignment.ranges.count == 100)
    #expect(alignment.frames == Array(0..<40))
    // The ends are pressed onto each other.
    for frame in 6..<34 {
      let instant = try #require(alignment.instants[frame])
      #expect(abs(instant - (frameTimes[frame] + lag)) < 0.1)
    }
    let instants = alignment.instants.compactMap { $0 }
    #expect(instants == instants.sorted())
  }

  @Test func leavesOutWhatIsNotTrusted() throws {
    let voice = signal(voiceTimes, syllables)
    let movement = signal(frameTimes, syllables)
    let trusted = frameTimes.indices.map { !(10..<15).contains($0) && $0 != 39 }
    let spoilt = movement.values
    for frame in trusted.indices where !trusted[frame] { spoilt[frame, 0] = .nan }
    let alignment = try Alignment.align(voice: voice, movement: movement, trusted: trusted)
    #expect(alignment.frames == trusted.indices.filter { trusted[$0] })
    #expect(alignment.instants.map { $0 != nil } == trusted)
    #expect(alignment.ranges.first?.lowerBound == 0)
    #expect(alignment.ranges.last?.upperBound == 34)
    #expect(throws: AlignmentError.notFinite) { try Alignment.align(voice: voice, movement: movement) }
  }

  @Test func costTellsWhetherVoiceAndMouthMoveTogether() throws {
    let voice = signal(voiceTimes, syllables)
    let together = try Alignment.align(voice: voice, movement: signal(frameTimes, syllables))
    let apart = try Alignment.align(voice: voice, movement: signal(frameTimes) { syllables(1.7 * $0 + 40) })
    #expect(apart.cost > 3 * together.cost)
  }

  @Test func takesWhateverIsThere() throws {
    let voice = signal(voiceTimes, syllables)
    let movement = signal(frameTimes, syllables)
    let one = try Alignment.align(voice: voice, movement: movement, trusted: frameTimes.indices.map { $0 == 7 })
    #expect(one.lagSeconds == 0)
    #expect(one.ranges == [Range<Int>](repeating: 0..<1, count: 100))
    let moment = try Alignment.align(voice: signal([2], syllables), movement: movement)
    #expect(moment.ranges == [0..<40])
    #expect(throws: AlignmentError.empty) {
      try Alignment.align(voice: voice, movement: movement, trusted: frameTimes.map { _ in false })
    }
    let nothing = TimedSignal(times: [], values: Matrix(rows: 0, columns: 2))
    #expect(throws: AlignmentError.empty) { try Alignment.align(voice: nothing, movement: movement) }
  }
}

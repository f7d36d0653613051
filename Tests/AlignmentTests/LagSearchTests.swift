import Alignment
import Foundation
import Numerics
import Testing

/// Syllables of varying length and strength, common to voice and mouth, in two columns.
func syllables(_ time: Double) -> [Double] {
  [
    sin(2 * .pi * 1.7 * time) + 0.7 * sin(2 * .pi * 2.9 * time + 1) + 0.5 * sin(2 * .pi * 0.6 * time + 2),
    cos(2 * .pi * 2.3 * time) + 0.6 * sin(2 * .pi * 1.1 * time + 0.5),
  ]
}

/// A signal sampled at these times, with every column scaled and shifted.
func signal(_ times: [Double], scale: Double = 1, shift: Double = 0, _ wave: (Double) -> [Double]) -> TimedSignal {
  let rows = times.map(wave)
  return TimedSignal(
    times: times,
    values: Matrix(rows: rows.count, columns: rows[0].count, values: rows.joined().map { Float($0 * scale + shift) })
  )
}

@Suite struct LagSearchTests {
  let voiceTimes = (0..<100).map { Double($0) * 0.04 }
  let frameTimes = (0..<40).map { Double($0) * 0.1 + 0.013 }

  @Test(arguments: [-320, -200, -80, -40, 0, 40, 80, 130, 200, 320])
  func findsAKnownLag(milliseconds: Int) {
    let lag = Double(milliseconds) / 1000
    let voice = signal(voiceTimes, scale: 4, shift: -9) { syllables($0 - lag) }
    let movement = signal(frameTimes, scale: 0.02, shift: 0.3, syllables)
    let found = LagSearch.find(voice: voice, movement: movement)
    #expect(abs(found.seconds - lag) < 0.02)
    #expect(found.correlation > 0.9)
  }

  @Test func flatSignalsHaveNoLag() {
    let voice = signal(voiceTimes, syllables)
    let still = signal(frameTimes) { _ in [0.1, 0.1] }
    #expect(LagSearch.find(voice: voice, movement: still) == LagSearch.find(voice: still, movement: voice))
    let found = LagSearch.find(voice: voice, movement: still)
    #expect(found.seconds == 0)
    #expect(found.correlation == 0)
  }

  @Test func signalsWithoutOverlapHaveNoLag() {
    let voice = signal(voiceTimes, syllables)
    let later = signal(frameTimes.map { $0 + 10 }, syllables)
    let found = LagSearch.find(voice: voice, movement: later)
    #expect(found.seconds == 0)
    #expect(found.correlation == 0)
    let moment = signal([1], syllables)
    #expect(LagSearch.find(voice: voice, movement: moment).seconds == 0)
    #expect(LagSearch.find(voice: moment, movement: voice).seconds == 0)
  }
}

import TestSupport
import Testing
import Voice

@testable import Perception

@Suite("Windows of a channel")
struct VoiceTrackTests {
  @Test("The voice does not depend on the size of the sound blocks", arguments: [1_000, 16_000])
  func pieces(piece: Int) throws {
    let networks = try Samples.networks()
    let pause = [Float](repeating: 0, count: 16_000)
    let samples = try Samples.speech() + pause + Samples.speech()
    func run(_ piece: Int) -> (windows: [VoiceWindow], speech: SpeechTrack, utterances: [Range<Int>]) {
      var track = VoiceTrack(detector: networks.speechDetector, findsUtterances: true)
      var windows: [VoiceWindow] = []
      var utterances: [Range<Int>] = []
      for start in stride(from: 0, to: samples.count, by: piece) {
        windows += track.append(Array(samples[start..<min(start + piece, samples.count)]))
        utterances += track.drainUtterances()?.found ?? []
      }
      windows += track.finish()
      utterances += track.drainUtterances()?.found ?? []
      return (windows, track.speech!, utterances)
    }
    let (whole, other) = (run(samples.count), run(piece))
    #expect(whole.speech == other.speech && whole.speech.seconds > 3)
    #expect(whole.utterances == other.utterances && whole.utterances.count == 2)
    #expect(whole.windows.map(\.steps) == other.windows.map(\.steps) && whole.windows.map(\.isLast).last == true)
    #expect(whole.windows.map(\.logMel.values) == other.windows.map(\.logMel.values))
    #expect(whole.windows.map(\.movement.values) == other.windows.map(\.movement.values))
  }
}

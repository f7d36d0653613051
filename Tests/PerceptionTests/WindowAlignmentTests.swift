import Numerics
import Records
import TestSupport
import Testing
import Voice

@testable import Perception

@Suite("Alignment of a window's face to its voice")
struct WindowAlignmentTests {
  /// Two seconds of speech; with `broken`, the log-mel energies are NaN.
  private func voice(broken: Bool = false) throws -> VoiceWindow {
    let logMel = LogMel.compute(try Array(Samples.speech().prefix(32_000)))
    if broken { logMel.elements.update(repeating: .nan) }
    return VoiceWindow(SpeechWindows.Window(logMel: logMel, start: 0, isLast: true))
  }

  private let mouth = (0..<20).map { number in
    FaceSample(
      seconds: 0.1 * Double(number),
      mouth: .movement(opening: Float(number % 3), speed: Float(number % 2)),
      embedding: [],
      units: [Float](repeating: 0, count: 35),
      trust: 1,
      known: .intensities
    )
  }

  @Test("Each moment of the voice is paired with samples of the face")
  func pairs() throws {
    let voice = try voice()
    let (face, alignment) = try WindowAlignment.align(voice, mouth, startSeconds: 0)
    #expect(face.samples.count == 20 && face.ranges.count == VoiceClock.momentCount(steps: voice.logMel.rows))
    #expect(face.ranges.contains { !$0.isEmpty } && alignment != nil)
  }

  @Test("Without a face or a voice, nothing is aligned and nothing fails")
  func nothing() throws {
    let (absent, alignment) = try WindowAlignment.align(voice(), [], startSeconds: 0)
    #expect(absent.samples.count == 0 && absent.ranges.allSatisfy(\.isEmpty) && alignment == nil)
    let (silent, none) = try WindowAlignment.align(nil, mouth, startSeconds: 0)
    #expect(silent.samples.count == 20 && silent.ranges.isEmpty && none == nil)
  }

  @Test("NaN energies fail the clip instead of counting as a missing face")
  func notFinite() throws {
    let failure = try #require(
      #expect(throws: ClipFailure.self) { try WindowAlignment.align(voice(broken: true), mouth, startSeconds: 0) }
    )
    #expect(failure.kind == .corrupt && failure.message.hasPrefix("voice and face cannot be aligned"))
  }

  @Test("A band without a path is an internal error")
  func brokenBand() {
    #expect(ClipFailure(.brokenBand(row: 3)).kind == .internal)
  }
}

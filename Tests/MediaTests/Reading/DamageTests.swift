import Foundation
import System
import TestSupport
import Testing

@testable import Media

struct DamageTests {
  /// A seeded generator, so that failures are reproducible.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  static let names = [
    "speech.wav", "speech.flac", "speech.opus", "speech.mp4", "rotated.mp4", "vfr.mkv", "late-sound.mkv", "cover.mp3",
    "frame.png", "oriented.jpg", "ten-bit.mkv",
  ]

  @Test("A damaged clip gives finite samples or an error, within the time limit", arguments: names)
  func damaged(name: String) throws {
    let scratch = try WorkFolder()
    let rounds = ProcessInfo.processInfo.environment["MEDIA_DAMAGE_ROUNDS"].flatMap { Int($0) } ?? 6
    let original = try fixtureData(name)
    for round in 0..<rounds {
      var random = Generator(state: UInt64(round))
      var bytes = original
      for _ in 0..<(1 << Int.random(in: 0...6, using: &random)) {
        // Damage to a header has the largest effect.
        let limit = Bool.random(using: &random) ? min(600, bytes.count) : bytes.count
        bytes[Int.random(in: 0..<limit, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if round % 3 == 2 { bytes = bytes.prefix(Int.random(in: 1..<bytes.count, using: &random)) }
      let path = try scratch.write(bytes, as: name)
      let options = ReadingOptions(video: VideoOptions(longestSide: 64), timeLimit: TimeLimit(fixedSeconds: 20))
      do {
        let clip = try contents(path, options)
        #expect(clip.samples.allSatisfy { $0.isFinite } && clip.duration.isFinite, "round \(round)")
      } catch let error as MediaError {
        #expect(error != .timeout && error != .internal(.conversion), "round \(round): \(error)")
      }
    }
  }
}

import Emotion
import Face
import Foundation
import Fusion
import Media
import Numerics
import System
import TestSupport
import Testing

@testable import Perception

/// The fusion depends on when the face was seen: with the alignment path held fixed, moving the samples in time changes
/// the probabilities.
@Suite("The fusion depends on time")
struct TimeTests {
  /// Labelled clips; without them the tests that need them are skipped.
  static let clips =
    "\(ProcessInfo.processInfo.environment["EMOCLI_DATA"] ?? "\(Repository.root)/../shared/data")/clips/javanese"

  /// A clip's first window: its voice, and the samples of its face.
  struct Window {
    let networks: PerceptionNetworks
    let fusion: FusionModel
    let voiceWindow: VoiceWindow
    var samples: [FaceSample]
    /// The tracked face of each sample.
    let faces: [TrackedFace]

    init(_ path: String) throws {
      networks = try Samples.networks()
      fusion = try FusionModel(weights: Vectors.model("emocli-av"))
      let frame = VideoOptions(
        longestSide: FaceTracker.longestSide,
        minimumIntervalSeconds: PerceptionOptions.frameInterval
      )
      let reader = try ClipReader(path: ClipPath(path), options: ReadingOptions(video: frame))
      var voice = VoiceTrack(detector: nil, encoder: networks.voice.encoder)
      var face = FaceTrack(
        networks: networks.face,
        choice: .largest,
        info: reader.info,
        expressions: .main,
        units: .main
      )
      var windows: [VoiceWindow] = []
      while let event = try reader.next() {
        switch event {
        case .sound(let block): windows += voice.append(block.samples)
        case .frame(let frame): face.observe(frame, startSeconds: 0)
        }
      }
      windows += voice.finish()
      voiceWindow = try #require(windows.first)
      let (frames, selector) = (
        face.frames(from: 0, to: 4),
        FaceSelector(choice: .largest, activeSpeakerDetector: networks.activeSpeakerDetector)
      )
      samples = selector.samples(of: frames)
      faces = frames.compactMap { selector.face(in: $0)?.face }
    }

    /// The maximum change of a probability when samples exchange their features; the landmarks, and with them the path,
    /// stay.
    func change(_ order: (Int) -> Int) throws -> Double {
      let voice = voiceWindow.states!
      func probabilities(_ samples: [FaceSample]) throws -> EmotionDistribution {
        let face = try WindowAlignment.align(voiceWindow, samples, startSeconds: 0).face
        let window = fusion.fusion(AlignedWindow(voice: voice, startSeconds: 0, face: face))
        let logits = fusion.logits(fusion.fusion.summary(window)).fused
        return EmotionDistribution(logits: logits, temperature: fusion.general.fromVideo.fusedTemperature)
      }
      var moved = samples
      for index in samples.indices { moved[index] = samples[index].looking(like: samples[order(index)]) }
      let (before, after) = (try probabilities(samples), try probabilities(moved))
      return EmotionLabel.allCases.map { abs(before[$0] - after[$0]) }.max()!
    }

    /// The maximum change over five random orders of the samples.
    func shuffled() throws -> Double {
      var generator = SplitMix64(seed: 1)
      return try (0..<5).map { _ in
        let order = Array(samples.indices).shuffled(using: &generator)
        return try change { order[$0] }
      }.max()!
    }

    /// The change when each sample takes the features of the one nearest to `seconds` earlier.
    func shifted(seconds: Double) throws -> Double {
      try change { index in
        let wanted = samples[index].seconds - seconds
        return samples.indices.min { abs(samples[$0].seconds - wanted) < abs(samples[$1].seconds - wanted) }!
      }
    }
  }

  /// The speaking face, with a smile from the middle on.
  static func smile() throws -> Window {
    var window = try Window(Repository.fixture("face.mp4"))
    let still = try ClipReader(
      path: ClipPath(Repository.fixture("face-happy.png")),
      options: ReadingOptions(video: VideoOptions())
    )
    guard case .frame(let frame)? = try still.next() else { throw NoPicture() }
    let luma = Image.luma(of: frame)
    let observation = FullFrameReader(networks: window.networks.face, isStill: true).observe(frame, luma: luma)
    let landmarks = observation.faces[0].landmarks
    let networks = window.networks.face
    let features = AlignedFaceFeatures(landmarks, of: luma, on: networks.reference)
    let smiling = networks.expression(.whole(luma), features, of: luma)
    let units = networks.actionUnits(AlignedFaceFeatures(landmarks, of: luma, on: networks.reference)).fusionUnits
    for index in window.samples.indices where index > window.samples.count / 2 {
      window.samples[index] = window.samples[index].looking(smiling, units: units)
    }
    return window
  }

  struct NoPicture: Error {}

  @Test("Shuffled faces change some probability by more than 0.003")
  func shuffled() throws {
    let change = try Self.smile().shuffled()
    #expect(change > 0.003)
  }

  @Test("Faces shifted by 400 ms change some probability by more than 0.01", arguments: [-0.4, 0.4])
  func shifted(seconds: Double) throws {
    #expect(try Self.smile().shifted(seconds: seconds) > 0.01)
  }

  /// Few faces change much within one window.
  @Test(
    "Shuffled and shifted faces change probabilities in real clips",
    .enabled(if: FileManager.default.fileExists(atPath: clips))
  )
  func realClips() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.clips).sorted()
    let windows = try stride(from: 0, to: names.count, by: 18).map { try Window("\(Self.clips)/\(names[$0])") }
    #expect(try windows.map { try $0.shuffled() }.max() ?? 0 > 0.01)
    #expect(try windows.map { try $0.shifted(seconds: 0.4) }.max() ?? 0 > 0.01)
    #expect(try windows.map { try $0.shifted(seconds: -0.4) }.max() ?? 0 > 0.01)
  }
}

extension FaceSample {
  /// This sample's time and mouth with another's features.
  fileprivate func looking(like other: FaceSample) -> FaceSample {
    looking(other.embedding, units: other.units)
  }

  fileprivate func looking(_ embedding: [Float], units: [Float]) -> FaceSample {
    FaceSample(seconds: seconds, mouth: mouth, embedding: embedding, units: units, trust: trust, known: known)
  }
}

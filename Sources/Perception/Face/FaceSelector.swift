import Alignment
import Face
import Numerics

/// Picks, frame by frame, the face that counts: the one whose mouth goes with the voice, or the largest.
struct FaceSelector {
  /// What an earlier window says of a face, against the one at hand: people take turns.
  private static let memory = 0.5
  /// Log-odds by which another mouth must go better with the voice than that of the largest face.
  private static let margin = 0.5

  /// Nil where the voice has no say.
  private let judge: ActiveSpeakerDetector?
  private var evidence: [Int: ActiveSpeakerEvidence] = [:]

  init(choice: FaceChoice, judge: ActiveSpeakerDetector) {
    self.judge = choice == .speaker || choice == .all ? judge : nil
  }

  /// Listens to a window.
  ///
  /// - Parameters:
  ///   - bands: the voice as the judge hears it, `SpeechBands`.
  ///   - startSeconds: where the window begins, from the start of the analysed part.
  ///   - frames: what was seen in the window.
  mutating func weigh(_ bands: Matrix, startSeconds: Double, frames: [FrameObservation]) {
    guard let judge else { return }
    let ids = Set(frames.flatMap { $0.faces.map(\.face.id) })
    // Whoever is alone needs no comparison.
    guard ids.count > 1 || !evidence.isEmpty else { return }
    let moments = (0..<bands.rows).map { startSeconds + ActiveSpeakerDetector.momentSeconds * Double($0) }
    let voice = TimedSignal(times: moments, values: bands)
    evidence = evidence.mapValues { $0.scaled(by: Self.memory) }
    for id in ids {
      let seen = frames.compactMap { frame in
        frame.faces.first { $0.face.id == id }.map { (seconds: frame.seconds, landmarks: $0.face.landmarks) }
      }
      let mouth = TimedSignal(times: seen.map(\.seconds), values: MouthShape.signal(seen.map(\.landmarks)))
      evidence[id] = (evidence[id] ?? .none) + judge.evidence(voice: voice, mouth: mouth)
    }
  }

  /// The face that counts in a frame, nil where none is seen.
  func face(in frame: FrameObservation) -> FaceReading? {
    func odds(_ read: FaceReading) -> Double {
      (evidence[read.face.id]?.logOdds ?? 0) + (read.face.id == frame.mainID ? Self.margin : 0)
    }
    return frame.faces.max { odds($0) < odds($1) }
  }

  /// The samples of the face that counts, of those frames in which one is seen.
  func samples(of frames: [FrameObservation]) -> [FaceSample] {
    var light = LightTrust()
    return frames.compactMap { frame in
      face(in: frame).map { $0.sample(at: frame.seconds, light: &light) }
    }
  }
}

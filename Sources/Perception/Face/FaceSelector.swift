import Alignment
import Face
import Numerics

/// Selects a face in each frame: the active speaker, or the largest face.
struct FaceSelector {
  /// Decay of the evidence from one window to the next, since speakers take turns.
  private static let memory = 0.5
  /// Log-odds by which another face must lead over the largest to be selected.
  private static let margin = 0.5

  /// Nil if the selection ignores the voice.
  private let activeSpeakerDetector: ActiveSpeakerDetector?
  private var evidence: [Int: ActiveSpeakerEvidence] = [:]

  init(choice: FaceChoice, activeSpeakerDetector: ActiveSpeakerDetector) {
    self.activeSpeakerDetector = choice == .speaker || choice == .all ? activeSpeakerDetector : nil
  }

  /// Adds the evidence of a window.
  ///
  /// - Parameters:
  ///   - bands: the voice as input of the active speaker detector, `SpeechBands`.
  ///   - startSeconds: start of the window, from the start of the analysed part.
  ///   - frames: the window's frames.
  mutating func addEvidence(_ bands: Matrix, startSeconds: Double, frames: [FrameObservation]) {
    guard let activeSpeakerDetector else { return }
    let ids = Set(frames.flatMap { $0.faces.map(\.face.id) })
    // A single face needs no comparison.
    guard ids.count > 1 || !evidence.isEmpty else { return }
    let moments = (0..<bands.rows).map { startSeconds + ActiveSpeakerDetector.momentSeconds * Double($0) }
    let voice = TimedSignal(times: moments, values: bands)
    evidence = evidence.mapValues { $0.scaled(by: Self.memory) }
    for id in ids {
      let samples = frames.compactMap { frame in
        frame.faces.first { $0.face.id == id }.map { (seconds: frame.seconds, landmarks: $0.face.landmarks) }
      }
      let mouth = TimedSignal(times: samples.map(\.seconds), values: MouthShape.signal(samples.map(\.landmarks)))
      evidence[id] = (evidence[id] ?? .none) + activeSpeakerDetector.evidence(voice: voice, mouth: mouth)
    }
  }

  /// Returns the selected face of a frame; nil if there is none.
  func face(in frame: FrameObservation) -> FaceReading? {
    func logOdds(_ reading: FaceReading) -> Double {
      (evidence[reading.face.id]?.logOdds ?? 0) + (reading.face.id == frame.mainID ? Self.margin : 0)
    }
    return frame.faces.max { logOdds($0) < logOdds($1) }
  }

  /// Returns the samples of the selected face, from the frames that show one.
  func samples(of frames: [FrameObservation]) -> [FaceSample] {
    var light = LightTrust()
    return frames.compactMap { frame in
      face(in: frame).map { $0.sample(at: frame.seconds, light: &light) }
    }
  }
}

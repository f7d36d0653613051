import Alignment
import Face
import Numerics

/// Picks, picture by picture, the face that counts: the one whose mouth goes with the voice, or the largest.
struct FaceSelector {
  /// What an earlier window says of a face, against the one at hand: people take turns.
  private static let memory = 0.5
  /// Log-odds by which another mouth must go better with the voice than that of the largest face.
  private static let margin = 0.5

  /// Nil where the voice has no say.
  private let judge: SpeakingFace?
  private var evidence: [Int: SpeakingEvidence] = [:]

  init(choice: FaceChoice, judge: SpeakingFace) {
    self.judge = choice == .speaker || choice == .all ? judge : nil
  }

  /// Listens to a window.
  ///
  /// - Parameters:
  ///   - bands: the voice as the judge hears it, `SpeechBands`.
  ///   - startSeconds: where the window begins, from the start of the analysed part.
  ///   - pictures: what was seen in the window.
  mutating func weigh(_ bands: Matrix, startSeconds: Double, pictures: [FrameObservation]) {
    guard let judge else { return }
    let ids = Set(pictures.flatMap { $0.faces.map(\.face.id) })
    // Whoever is alone needs no comparison.
    guard ids.count > 1 || !evidence.isEmpty else { return }
    let moments = (0..<bands.rows).map { startSeconds + SpeakingFace.momentSeconds * Double($0) }
    let voice = TimedSignal(times: moments, values: bands)
    evidence = evidence.mapValues { $0.scaled(by: Self.memory) }
    for id in ids {
      let seen = pictures.compactMap { picture in
        picture.faces.first { $0.face.id == id }.map { (seconds: picture.seconds, landmarks: $0.face.landmarks) }
      }
      let mouth = TimedSignal(times: seen.map(\.seconds), values: MouthShape.signal(seen.map(\.landmarks)))
      evidence[id] = (evidence[id] ?? .none) + judge.evidence(voice: voice, mouth: mouth)
    }
  }

  /// The face that counts in a picture, nil where none is seen.
  func face(in picture: FrameObservation) -> FaceReading? {
    func odds(_ read: FaceReading) -> Double {
      (evidence[read.face.id]?.logOdds ?? 0) + (read.face.id == picture.mainID ? Self.margin : 0)
    }
    return picture.faces.max { odds($0) < odds($1) }
  }

  /// The samples of the face that counts, of those pictures in which one is seen.
  func samples(of pictures: [FrameObservation]) -> [FaceSample] {
    var light = LightTrust()
    return pictures.compactMap { picture in
      face(in: picture).map { $0.sample(at: picture.seconds, light: &light) }
    }
  }
}

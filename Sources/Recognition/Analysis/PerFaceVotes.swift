import Emotion
import Face
import Fusion
import Perception
import Records

/// What each face of a clip says for itself.
final class PerFaceVotes {
  /// Pictures that are judged together: 4 s of a film.
  private static let picturesTogether = 40

  private struct Entry {
    var votes = WindowVotes()
    /// Not yet voted.
    var waiting: [FaceSample] = []
    var light = LightTrust()
    var pictureCount = 0
    /// Sums over the pictures, for the mean place.
    var place = FaceBox(x: 0, y: 0, width: 0, height: 0)
  }

  private let model: FusionModel
  /// By the faces' ids.
  private var entries: [Int: Entry] = [:]

  init(model: FusionModel) {
    self.model = model
  }

  /// Adds the faces of the next picture.
  func add(_ picture: FrameObservation) {
    for read in picture.faces {
      var entry = entries[read.face.id, default: Entry()]
      entry.waiting.append(read.sample(at: picture.seconds, light: &entry.light))
      entry.pictureCount += 1
      let box = read.face.box
      entry.place = FaceBox(
        x: entry.place.x + box.x,
        y: entry.place.y + box.y,
        width: entry.place.width + box.width,
        height: entry.place.height + box.height
      )
      if entry.waiting.count == Self.picturesTogether { vote(&entry) }
      entries[read.face.id] = entry
    }
  }

  private func vote(_ entry: inout Entry) {
    guard let logits = model.logits(StreamFrames(entry.waiting)) else { return }
    entry.votes.add(logits: logits, quality: Double(entry.waiting.count))
    entry.waiting = []
  }

  /// The faces that were seen often enough to count, in the order of their ids.
  ///
  /// - Parameters:
  ///   - seen: of the pictures, for how many there were.
  ///   - shownWidth: of the picture as shown, in pixels.
  func faces(of seen: FacesSeen, shownWidth: Int, options: AnalysisOptions) -> [SeenFace] {
    let scale = Double(shownWidth) / Double(max(1, seen.pictureWidth))
    return entries.sorted { $0.key < $1.key }.compactMap { id, entry in
      guard entry.pictureCount >= seen.leastPictures else { return nil }
      var entry = entry
      vote(&entry)
      let temperature = model.general.fromVideo.temperatures[of: .face]
      guard let said = entry.votes.distribution(temperature: temperature) else { return nil }
      let judgement = Judgement(said, options: options)
      let share = scale / Double(entry.pictureCount)
      return SeenFace(
        id: id,
        box: SeenFace.Box(
          x: entry.place.x * share,
          y: entry.place.y * share,
          width: entry.place.width * share,
          height: entry.place.height * share
        ),
        coverage: Double(entry.pictureCount) / Double(seen.pictureCount),
        emotion: judgement.verdict,
        confidence: judgement.confidence,
        probabilities: judgement.probabilities
      )
    }
  }
}

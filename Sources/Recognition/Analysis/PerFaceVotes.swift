import Emotion
import Face
import Fusion
import Perception
import Records

/// Predicts the emotion of each face of a clip by itself.
final class PerFaceVotes {
  /// Samples per prediction: 4 s of video.
  private static let framesTogether = 40

  private struct Entry {
    var votes = WindowVotes()
    /// Samples that await a prediction.
    var waiting: [FaceSample] = []
    var light = LightTrust()
    var frameCount = 0
    /// Sum of the boxes over the frames, for their mean.
    var place = FaceBox(x: 0, y: 0, width: 0, height: 0)
  }

  private let model: FusionModel
  /// By face id.
  private var entries: [Int: Entry] = [:]

  init(model: FusionModel) {
    self.model = model
  }

  /// Adds the faces of the next frame.
  func add(_ frame: FrameObservation) {
    for read in frame.faces {
      var entry = entries[read.face.id, default: Entry()]
      entry.waiting.append(read.sample(at: frame.seconds, light: &entry.light))
      entry.frameCount += 1
      let box = read.face.box
      entry.place = FaceBox(
        x: entry.place.x + box.x,
        y: entry.place.y + box.y,
        width: entry.place.width + box.width,
        height: entry.place.height + box.height
      )
      if entry.waiting.count == Self.framesTogether { vote(&entry) }
      entries[read.face.id] = entry
    }
  }

  private func vote(_ entry: inout Entry) {
    guard let logits = model.logits(StreamSamples(entry.waiting)) else { return }
    entry.votes.add(logits: logits, quality: Double(entry.waiting.count))
    entry.waiting = []
  }

  /// Returns the faces seen in enough frames to count, in order of their ids.
  ///
  /// - Parameters:
  ///   - seen: summary of the clip's frames.
  ///   - shownWidth: width of the displayed video, in pixels.
  func faces(of seen: FacesSeen, shownWidth: Int, options: AnalysisOptions) -> [FaceRecord] {
    let scale = Double(shownWidth) / Double(max(1, seen.frameWidth))
    return entries.sorted { $0.key < $1.key }.compactMap { id, entry in
      guard entry.frameCount >= seen.minFrames else { return nil }
      var entry = entry
      vote(&entry)
      let temperature = model.general.fromVideo.temperatures[of: .face]
      guard let predicted = entry.votes.distribution(temperature: temperature) else { return nil }
      let decision = Decision(predicted, options: options)
      let share = scale / Double(entry.frameCount)
      return FaceRecord(
        id: id,
        box: FaceRecord.Box(
          x: entry.place.x * share,
          y: entry.place.y * share,
          width: entry.place.width * share,
          height: entry.place.height * share
        ),
        coverage: Double(entry.frameCount) / Double(seen.frameCount),
        emotion: decision.verdict,
        confidence: decision.confidence,
        probabilities: decision.probabilities
      )
    }
  }
}

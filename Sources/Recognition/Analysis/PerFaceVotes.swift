import Emotion
import Face
import Fusion
import Perception
import Records

/// Predicts the emotion of each face of a clip by itself.
final class PerFaceVotes {
  /// Samples per prediction: 4 s of video.
  private static let samplesPerPrediction = 40

  private struct Entry {
    var votes = WindowVotes()
    /// Samples that await a prediction.
    var pending: [FaceSample] = []
    var light = LightTrust()
    var frameCount = 0
    /// Sum of the boxes over the frames, for their mean.
    var boxSum = FaceBox(x: 0, y: 0, width: 0, height: 0)
  }

  private let model: FusionModel
  /// By face id.
  private var entries: [Int: Entry] = [:]

  init(model: FusionModel) {
    self.model = model
  }

  /// Adds the faces of the next frame.
  func add(_ frame: FrameObservation) {
    for reading in frame.faces {
      var entry = entries[reading.face.id, default: Entry()]
      entry.pending.append(reading.sample(at: frame.seconds, light: &entry.light))
      entry.frameCount += 1
      let box = reading.face.box
      entry.boxSum = FaceBox(
        x: entry.boxSum.x + box.x,
        y: entry.boxSum.y + box.y,
        width: entry.boxSum.width + box.width,
        height: entry.boxSum.height + box.height
      )
      if entry.pending.count == Self.samplesPerPrediction { vote(&entry) }
      entries[reading.face.id] = entry
    }
  }

  private func vote(_ entry: inout Entry) {
    guard let logits = model.logits(StreamSamples(entry.pending)) else { return }
    entry.votes.add(logits: logits, quality: Double(entry.pending.count))
    entry.pending = []
  }

  /// Returns the faces seen in enough frames to count, in order of their ids.
  ///
  /// - Parameters:
  ///   - statistics: summary of the clip's frames.
  ///   - shownWidth: width of the displayed video, in pixels.
  func faces(of statistics: FaceStatistics, shownWidth: Int, options: AnalysisOptions) -> [FaceRecord] {
    let scale = Double(shownWidth) / Double(max(1, statistics.frameWidth))
    return entries.sorted { $0.key < $1.key }.compactMap { id, entry in
      guard entry.frameCount >= statistics.minFrames else { return nil }
      var entry = entry
      vote(&entry)
      let temperature = model.general.fromVideo.temperatures[of: .face]
      guard let predicted = entry.votes.distribution(temperature: temperature) else { return nil }
      let decision = Decision(predicted, options: options)
      let share = scale / Double(entry.frameCount)
      return FaceRecord(
        id: id,
        box: FaceRecord.Box(
          x: entry.boxSum.x * share,
          y: entry.boxSum.y * share,
          width: entry.boxSum.width * share,
          height: entry.boxSum.height * share
        ),
        coverage: Double(entry.frameCount) / Double(statistics.frameCount),
        emotion: decision.verdict,
        confidence: decision.confidence,
        probabilities: decision.probabilities
      )
    }
  }
}

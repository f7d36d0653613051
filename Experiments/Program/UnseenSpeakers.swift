import Emotion
import Face
import Foundation
import Fusion
import Learning
import Manifests
import Media
import Numerics
import Perception
import Recognition
import System

/// Prints the recall on unseen speakers: streams alone and together, with baselines of few and many clips, and in bad
/// light.
///
/// - Parameters:
///   - manifest: with each speaker's fold.
///   - fusions: DIR/K holds the fusion model without fold K.
func printUnseenSpeakers(manifest: String, fusions: String) throws {
  let rows = try Manifest(reading: ClipPath(manifest)).rows
  var trial = UnseenSpeakersTrial()
  let folds = Dictionary(grouping: rows.filter { $0.fold != nil }) { $0.fold! }
  for (fold, rows) in folds.sorted(by: { $0.key < $1.key }) {
    let models = try Models(ModelChoice(fusion: ClipPath("\(fusions)/\(fold)/emocli-av.safetensors")))
    try trial.add(rows, models: models)
  }
  trial.show()
}

/// Predictions for unseen speakers under different conditions.
private struct UnseenSpeakersTrial {
  private struct Prediction {
    let corpus: String
    let truth: EmotionLabel
    let distribution: EmotionDistribution?
  }

  /// Predictions by condition, and the conditions in order of first use.
  private var predictions: [String: [Prediction]] = [:]
  private var names: [String] = []
  private var generator = SplitMix64(seed: 1)

  mutating func add(_ rows: [Manifest.Row], models: Models) throws {
    let labels = Dictionary(grouping: rows) { $0.corpus ?? "" }.mapValues { Set($0.map(\.emotion)) }
    var clips: [(clip: TrainingClip, row: Manifest.Row, summary: ClipSummary)] = []
    for row in rows {
      let windows = try windows(of: row, models: models)
      let clip = TrainingClip(
        windows: windows,
        target: EmotionTarget(row.emotion, among: labels[row.corpus ?? ""]!),
        corpus: row.corpus ?? "",
        speaker: SpeakerID(row).name
      )
      clips.append((clip, row, clip.summary(models.fusion)))
    }
    let speakers = Dictionary(grouping: clips.indices) { clips[$0].clip.speaker ?? "" }
    for index in clips.indices {
      let (clip, row, _) = clips[index]
      let own = speakers[clip.speaker ?? ""]!
      let others = own.filter { $0 != index }
      let neutral = own.filter { clips[$0].row.emotion == .neutral }
      let emotional = others.filter { clips[$0].row.emotion != .neutral }
      func baseline(_ chosen: [Int]) -> SpeakerBaseline { SpeakerBaseline(chosen.map { clips[$0].summary }) }
      predict("no baseline", clip, models.fusion, nil, .all)
      predict("no baseline, voice alone", clip, models.fusion, nil, .alone(.voice))
      predict("no baseline, face alone", clip, models.fusion, nil, .alone(.face))
      for count in [1, 3, 8, 16] {
        predict("\(count) clips", clip, models.fusion, baseline(sample(count, of: others)), .all)
      }
      predict("all clips", clip, models.fusion, baseline(own), .all)
      predict("all clips, voice alone", clip, models.fusion, baseline(own), .alone(.voice))
      predict("all clips, face alone", clip, models.fusion, baseline(own), .alone(.face))
      let mostlyNeutral = neutral + sample(max(1, neutral.count / 4), of: emotional)
      predict("four fifths neutral", clip, models.fusion, baseline(mostlyNeutral), .all)
      predict("neutral clips only", clip, models.fusion, baseline(neutral), .all)
      if row.faceTable == nil, clip.windows.contains(where: { $0.face.samples.count > 1 }) {
        let windows = try windows(
          of: row,
          models: models,
          degradedBy: Backlight(index: index, networks: models.perception.face)
        )
        let dark = TrainingClip(windows: windows, target: clip.target, corpus: clip.corpus, speaker: clip.speaker)
        predict("backlit", dark, models.fusion, nil, .all)
        predict("backlit, face alone", dark, models.fusion, nil, .alone(.face))
      }
    }
  }

  private func windows(
    of row: Manifest.Row,
    models: Models,
    degradedBy degradation: (any ClipDegradation)? = nil
  ) throws -> [WeightedWindow] {
    var options = PerceptionOptions()
    options.faceTable = row.faceTable
    if let choice = row.faceChoice { options.face = choice }
    return try PerceivedWindows(
      of: row.clip,
      networks: models.perception,
      options: options,
      degradation: degradation
    ).measured
  }

  private mutating func sample(_ count: Int, of clips: [Int]) -> [Int] {
    var remaining = clips
    return (0..<min(count, clips.count)).map { _ in remaining.remove(at: generator.below(remaining.count)) }
  }

  private mutating func predict(
    _ name: String,
    _ clip: TrainingClip,
    _ model: FusionModel,
    _ baseline: SpeakerBaseline?,
    _ head: Calibration.Head
  ) {
    if predictions[name] == nil { names.append(name) }
    let held = HeldOutClip(clip, model: model, baseline: baseline)
    let calibration = model.calibration(baseline, face: held.face)
    let distribution = calibration.distribution(held, of: head)?.restricted(to: clip.target.candidates)
    predictions[name, default: []].append(
      Prediction(corpus: clip.corpus, truth: clip.target.label, distribution: distribution)
    )
  }

  func show() {
    for name in names {
      for (corpus, clips) in Dictionary(grouping: predictions[name]!, by: \.corpus).sorted(by: { $0.key < $1.key }) {
        let recalls = Dictionary(grouping: clips, by: \.truth).values.map { clips in
          Double(clips.count { $0.distribution?.best.label == $0.truth }) / Double(clips.count)
        }
        let recall = recalls.reduce(0, +) / Double(recalls.count)
        print(String(format: "%@, %@: UAR %.1f %% of %d clips", corpus, name, 100 * recall, clips.count))
      }
    }
  }
}

/// A dark face before a bright, flickering background; the flicker has a different phase in every clip.
private final class Backlight: ClipDegradation {
  let displacement = CropDisplacement(x: 0, y: 0, scale: 1)
  private let light: BacklightSimulation
  private var tracker: FaceTracker
  private var landmarks: Landmarks?

  init(index: Int, networks: FaceNetworks) {
    light = BacklightSimulation(phase: 2.4 * Double(index))
    tracker = FaceTracker(networks: networks)
  }

  func degrade(_ event: MediaEvent) -> MediaEvent? {
    guard case .frame(let frame) = event else { return event }
    let faces = tracker.observe(frame, luma: Image.luma(of: frame)).faces
    landmarks = faces.max { $0.box.area < $1.box.area }?.landmarks ?? landmarks
    return .frame(light.degrade(frame, landmarks: landmarks))
  }
}

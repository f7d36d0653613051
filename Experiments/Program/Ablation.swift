import Emotion
import Foundation
import Fusion
import Learning
import Manifests
import Networks
import Numerics
import Perception
import System

/// Trains the fusion without each of its parts and writes each network's predictions for unseen speakers to
/// OUT/VARIANT.jsonl, records for `score.py`. Training runs are short and differ only in the part left out; each fold's
/// network is calibrated on the other folds' predictions, as in `emocli train`.
///
/// - Parameters:
///   - manifest: with each speaker's fold.
///   - cache: stores what is measured of the clips, like `emocli train --cache`.
func runAblation(manifest: String, cache: String, out: String) throws {
  let rows = try Manifest(reading: ClipPath(manifest)).rows.filter { $0.fold != nil }
  try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
  let predictions = AblationLogits()
  let clips = try AblationClips(rows, cache: cache)
  for fold in Set(rows.compactMap(\.fold)).sorted() {
    DispatchQueue.concurrentPerform(iterations: Ablation.allCases.count) { index in
      let variant = Ablation.allCases[index]
      predictions.add(variant, fold, Result { try clips.train(variant, without: fold) })
    }
    FileHandle.standardError.write(Data("fold \(fold) done\n".utf8))
  }
  for variant in Ablation.allCases {
    for (name, lines) in AblationRecords(try predictions.of(variant)).lines(variant) {
      try (lines.joined(separator: "\n") + "\n").write(
        toFile: "\(out)/\(name).jsonl",
        atomically: true,
        encoding: .utf8
      )
    }
  }
}

/// The part left out.
private enum Ablation: String, CaseIterable {
  case complete
  case withoutWarping = "without-warping"
  case withoutDecay = "without-decay"
  case withoutContrast = "without-contrast"
  case withoutAugmentation = "without-augmentation"
  case withoutMixedPairs = "without-mixed-pairs"

  func settings() -> FusionTraining.Settings {
    var settings = FusionTraining.Settings()
    settings.epochs = 3
    switch self {
    case .withoutContrast: settings.contrastiveWeight = 0
    case .withoutMixedPairs: settings.shares.mixedPairs = 0
    case .withoutAugmentation:
      (settings.augmentation.noise, settings.augmentation.sampleDropout) = (0, 0)
      settings.augmentation.shiftSeconds = 0
      (settings.shares.degraded, settings.shares.degradedVoices) = (0, 0)
      (settings.shares.appearanceDropout, settings.shares.unitDropout) = (0, 0)
      settings.shares.appearanceOnly = 0
    default: break
    }
    return settings
  }

  func changed(_ window: WeightedWindow) -> WeightedWindow {
    switch self {
    case .withoutWarping: WeightedWindow(aligned: window.aligned.unwarped, quality: window.quality)
    case .withoutDecay: WeightedWindow(aligned: window.aligned.trusted, quality: window.quality)
    default: window
    }
  }
}

extension AlignedWindow {
  /// Each moment paired with the frame nearest in time, as if sound and video were always in sync.
  fileprivate var unwarped: AlignedWindow {
    let frames = face.samples
    let ranges = (0..<voice.rows).map { moment -> Range<Int> in
      let instant = startSeconds + CrossModalFusion.momentSeconds * Double(moment)
      let distances = frames.seconds.map { abs($0 - instant) }
      guard let minDistance = distances.min(), let nearest = distances.firstIndex(of: minDistance) else { return 0..<0 }
      return nearest..<nearest + 1
    }
    let face = AlignedStream(samples: frames, instants: frames.seconds, ranges: ranges)
    return AlignedWindow(voice: voice, startSeconds: startSeconds, face: face)
  }

  /// Full trust in every frame, so that nothing ever decays.
  fileprivate var trusted: AlignedWindow {
    let frames = face.samples
    let samples = StreamSamples(
      embeddings: frames.embeddings,
      units: frames.units,
      trust: frames.trust.map { _ in 1 },
      seconds: frames.seconds.indices.map { Double($0) * 1e-6 },
      known: frames.known
    )
    let face = AlignedStream(samples: samples, instants: face.instants, ranges: face.ranges)
    return AlignedWindow(voice: voice, startSeconds: startSeconds, face: face)
  }
}

/// The clips as perceived. Unchecked: the windows' numbers are only read.
private struct AblationClips: @unchecked Sendable {
  private let clips: [(row: Manifest.Row, windows: [WeightedWindow], degraded: [WeightedWindow])]
  private let candidates: [String: Set<EmotionLabel>]
  private let encoder: EncoderIdentity

  init(_ rows: [Manifest.Row], cache: String) throws {
    let networks = try PerceptionNetworks()
    encoder = networks.voice.identity
    let identity = "\(try PerceptionNetworks.identity()) \(encoder.fingerprint)"
    let folder = try CacheFolder(URL(fileURLWithPath: cache), limit: .max)
    candidates = Dictionary(grouping: rows) { $0.corpus ?? "" }.mapValues {
      EmotionTarget.candidates(ofLabels: Set($0.map(\.emotion)))
    }
    clips = try rows.map { row in
      var options = PerceptionOptions()
      options.faceTable = row.faceTable
      if let choice = row.faceChoice { options.face = choice }
      let features = FeatureCache(
        folder: folder,
        networks: networks,
        options: options,
        identity: identity
      )
      let clip = try features.clip(row.clip)
      return (row, clip.windows, clip.degraded)
    }
  }

  private func clip(_ index: Int, _ variant: Ablation) -> TrainingClip {
    let (row, windows, degraded) = clips[index]
    return TrainingClip(
      windows: windows.map(variant.changed),
      degraded: degraded.map(variant.changed),
      target: EmotionTarget(row.emotion, among: candidates[row.corpus ?? ""]!),
      corpus: row.corpus ?? "",
      speaker: SpeakerID(row).name
    )
  }

  /// Trains a network without the fold and returns its predictions for the fold's clips.
  func train(_ variant: Ablation, without fold: String) throws -> [AblationLogits.Prediction] {
    let known = clips.indices.filter { clips[$0].row.fold != fold }
    let held = clips.indices.filter { clips[$0].row.fold == fold }
    var training = try FusionTraining(
      known.map { clip($0, variant) },
      validation: [],
      startingFrom: nil,
      encoder: encoder,
      settings: variant.settings()
    )
    while !training.position.isFinished { _ = training.advance() }
    return held.map { (clips[$0].row.path, HeldOutClip(clip($0, variant), model: training.model)) }
  }
}

/// The networks' predictions, collected from several threads.
private final class AblationLogits: @unchecked Sendable {
  typealias Prediction = (path: String, clip: HeldOutClip)

  private let lock = NSLock()
  private var results: [Ablation: [String: Result<[Prediction], any Error>]] = [:]

  func add(_ variant: Ablation, _ fold: String, _ result: Result<[Prediction], any Error>) {
    lock.withLock { results[variant, default: [:]][fold] = result }
  }

  func of(_ variant: Ablation) throws -> [String: [Prediction]] {
    try lock.withLock { try results[variant, default: [:]].mapValues { try $0.get() } }
  }
}

/// The records of all folds' predictions.
private struct AblationRecords {
  private let predicted: [String: [AblationLogits.Prediction]]

  init(_ predicted: [String: [AblationLogits.Prediction]]) {
    self.predicted = predicted
  }

  /// Records by file name; for the complete network also those of its single streams and of their plain mean.
  func lines(_ variant: Ablation) -> [String: [String]] {
    var lines: [String: [String]] = [:]
    for (fold, held) in predicted {
      let pair = CalibrationPair(fittedOn: predicted.filter { $0.key != fold }.values.joined().map(\.clip))
      for (path, clip) in held {
        let calibration = clip.face?.isFromVideo ?? true ? pair.fromVideo : pair.fromTable
        func add(_ name: String, _ calibration: Calibration, _ head: Calibration.Head) {
          guard let predicted = calibration.distribution(clip, of: head) else { return }
          lines[name, default: []].append(Self.line(path, predicted))
        }
        add(variant.rawValue, calibration, .all)
        guard variant == .complete else { continue }
        var mean = Calibration()
        mean.correctionGain = 0
        add("late-average", mean, .all)
        add("voice", calibration, .alone(.voice))
        add("face", calibration, .alone(.face))
      }
    }
    return lines
  }

  private static func line(_ path: String, _ predicted: EmotionDistribution) -> String {
    let values = EmotionLabel.allCases.map { "\"\($0.rawValue)\":\(String(format: "%.5f", predicted[$0]))" }
    return "{\"path\":\"\(path)\",\"status\":\"ok\",\"probabilities\":{\(values.joined(separator: ","))}}"
  }
}

import Evaluation
import Learning
import Logging
import Manifests
import System

/// A training task, checked before any work begins.
struct TrainingTask: Sendable {
  let request: TrainingRequest
  let plan: TrainingPlan
  /// Each run's initial weights, by run name.
  let initialWeights: [String: InitialWeights]
  /// Everything that determines the outcome, except the clips' content.
  let identity: TrainingIdentity
  /// The speakers in the training data of the initial model, or nil if unknown.
  let pretrainingSpeakers: Set<String>?

  /// Throws an error in the manifest or the weights, and reports warnings about them.
  init(_ request: TrainingRequest, logger: Logger) throws {
    self.request = request
    plan = try Self.plan(request, logger: logger)
    let weights = try PretrainedWeights(request)
    pretrainingSpeakers = weights.speakers
    initialWeights = try weights.initialWeights(of: plan.folds + [plan.final])
    var identity = TrainingIdentity()
    identity.add(plan.rows)
    identity.add(TrainingRequest.Option.folds.flag, request.folds.map { "\($0)" } ?? "")
    identity.add(TrainingRequest.Option.seed.flag, "\(request.seed)")
    identity.add(TrainingRequest.Option.epochs.flag, "\(request.epochs)")
    for (run, weights) in initialWeights.sorted(by: { $0.key < $1.key }) {
      identity.add("weights for \(run)", weights.checksum)
    }
    identity.add("program", ProgramInfo.version)
    self.identity = identity
    warn(logger)
  }

  /// Whether the encoders are known not to have learnt emotions from the held-out speakers.
  private var hasOutOfFoldEncoders: Bool {
    (request.encoders != nil || request.voiceEncoder != nil) && request.model == nil
  }

  private static func plan(_ request: TrainingRequest, logger: Logger) throws -> TrainingPlan {
    do {
      let manifest = try Manifest(reading: request.manifest, foldColumn: request.folds?.column, logger: logger)
      let plan = try TrainingPlan(manifest, folding: request.folds, seed: request.seed)
      let excludedCount = manifest.rows.count - plan.rows.count
      if excludedCount > 0 {
        logger.notice("leaving out \(excludedCount) of \(manifest.rows.count) clips (split test)")
      }
      let unknown = Set(manifest.rows.compactMap(\.split)).subtracting(["train", "valid", "test"])
      if !unknown.isEmpty {
        let names = unknown.sorted().map(\.debugDescription).joined(separator: ", ")
        let words = unknown.count == 1 ? ("split", "its") : ("splits", "their")
        logger.warning("\(request.manifest): unknown \(words.0) \(names); \(words.1) clips are used for training")
      }
      return plan
    } catch let error as ManifestError {
      logger.error("\(request.manifest): \(error)")
    } catch let error as TrainingError {
      logger.error("\(request.manifest): \(error)")
    }
    throw ExitStatus.notStarted
  }

  /// Warns about everything that makes the figures too good.
  private func warn(_ logger: Logger) {
    for warning in warnings { logger.warning("\(warning)") }
    if request.usesBaselines { for warning in SpeakerCounts(plan.rows).warnings { logger.warning("\(warning)") } }
    for run in plan.folds + (plan.folds.isEmpty ? [plan.final] : []) where run.validation.isEmpty {
      logger.warning(
        """
        \(run.name): no clips left for validation; training runs for all \(request.epochs) epochs\
        \(run.fold == nil ? ", and the model is not calibrated" : "")
        """
      )
    }
  }

  /// Warnings about the out-of-fold figures.
  var warnings: [String] {
    guard !plan.folds.isEmpty else { return [] }
    var warnings: [String] = []
    if request.encoders == nil, request.voiceEncoder == nil {
      warnings.append(
        "the shipped encoders may have been trained on these speakers: the out-of-fold figures may be too good; "
          + "see \(TrainingRequest.Option.encoders.flag)"
      )
    }
    if request.model != nil {
      warnings.append(
        "\(request.model!) may have been trained on these speakers: the out-of-fold figures may be too good"
      )
    }
    let speakers = plan.speakersInSeveralFolds
    if !speakers.isEmpty {
      let names = speakers.prefix(3).joined(separator: ", ") + (speakers.count > 3 ? " …" : "")
      warnings.append(
        "not speaker-disjoint: several folds contain \(names); the figures do not hold for unseen speakers"
      )
    }
    return warnings
  }

  /// How the figures are by folds: how many people in how many parts, and whether the networks may know them.
  var foldsLine: String {
    let rows = plan.folds.flatMap(\.heldOut)
    let people = Set(rows.map { SpeakerID($0) }).count
    let line = "by folds: \(people) \(people == 1 ? "person" : "people") in \(plan.folds.count) parts"
    let shared = plan.speakersInSeveralFolds.count
    if shared > 0 {
      return "\(line); speaker-disjoint: no, \(shared) of them \(shared == 1 ? "is" : "are") in several parts"
    }
    let nameless = rows.count { $0.speaker == nil }
    if nameless > 0 {
      let clips = nameless == 1 ? "1 clip has no speaker and counts" : "\(nameless) clips have no speaker and count"
      return "\(line); \(clips) as a person of its own"
    }
    if hasOutOfFoldEncoders {
      return "\(line); speaker-disjoint: yes, except that the voice encoder may have been pre-trained on their voices"
    }
    return "\(line); no person is in two, but \(request.model == nil ? "the shipped encoders" : "the initial model") "
      + "may have seen them"
  }

  /// Whether the folds' networks have seen the speakers of their folds, as far as known.
  var overlap: SpeakerOverlap {
    let shared = Set(plan.speakersInSeveralFolds)
    return SpeakerOverlap(plan.rows, trainedOn: shared.isEmpty && !hasOutOfFoldEncoders ? nil : shared)
  }

  /// Throws `UsageError` if an output is one of the clips, and `OutputError` if one cannot be created.
  func checkOutputs() throws {
    let inputs = plan.rows.flatMap { [$0.clip] + ($0.faceTable.map { [$0.path] } ?? []) }
    for (option, path) in request.outputs {
      try UsageError.check(output: path, inputs: inputs, option: option.flag)
    }
    // Only regular files: opening and closing a pipe would look like its end to the reader.
    for (_, path) in request.outputs where path.isReplaceable { try OutputFile.replacing(path).abandon() }
  }
}

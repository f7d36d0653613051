import Evaluation
import Learning
import Logging
import Manifests
import System

/// What is to be trained: checked before anything is begun.
struct TrainingTask: Sendable {
  let request: TrainingRequest
  let plan: TrainingPlan
  /// What each run begins with, by the runs' names.
  let starts: [String: StartingPoint]
  /// All that decides the outcome but the clips' content.
  let identity: TrainingIdentity
  /// Whom the model to begin with was trained on; nil when it does not say.
  let speakersOfStart: Set<String>?

  /// Throws what is wrong with the manifest and the weights, and tells what is to be known of them.
  init(_ request: TrainingRequest, logger: Logger) throws {
    self.request = request
    plan = try Self.plan(request, logger: logger)
    let weights = try StartingWeights(request)
    speakersOfStart = weights.people
    starts = try weights.starts(of: plan.folds + [plan.final])
    var identity = TrainingIdentity()
    identity.add(plan.rows)
    identity.add(TrainingRequest.Option.folds.flag, request.folds.map { "\($0)" } ?? "")
    identity.add(TrainingRequest.Option.seed.flag, "\(request.seed)")
    identity.add(TrainingRequest.Option.epochs.flag, "\(request.epochs)")
    for (run, start) in starts.sorted(by: { $0.key < $1.key }) { identity.add("weights for \(run)", start.checksum) }
    identity.add("program", ProgramInfo.version)
    self.identity = identity
    warn(logger)
  }

  /// Whether the encoders are known to be strangers to the people they are tried on.
  private var hasOutOfFoldEncoders: Bool { request.encoders != nil && request.model == nil }

  private static func plan(_ request: TrainingRequest, logger: Logger) throws -> TrainingPlan {
    do {
      let manifest = try Manifest(reading: request.manifest, foldColumn: request.folds?.column)
      let plan = try TrainingPlan(manifest, folding: request.folds, seed: request.seed)
      let left = manifest.rows.count - plan.rows.count
      if left > 0 { logger.notice("\(left) of \(manifest.rows.count) clips are left out: their split is test") }
      let unknown = Set(manifest.rows.compactMap(\.split)).subtracting(["train", "valid", "test"])
      if !unknown.isEmpty {
        let names = unknown.sorted().map(\.debugDescription).joined(separator: ", ")
        logger.warning("\(request.manifest): the split \(names) means nothing; its clips are learnt from")
      }
      return plan
    } catch let error as ManifestError {
      logger.error("\(request.manifest): \(error)")
    } catch let error as TrainingError {
      logger.error("\(request.manifest): \(error)")
    }
    throw ExitStatus.notStarted
  }

  /// Tells what makes the figures better than they ought to be.
  private func warn(_ logger: Logger) {
    for warning in warnings { logger.warning("\(warning)") }
    for run in plan.folds + (plan.folds.isEmpty ? [plan.final] : []) where run.validation.isEmpty {
      logger.warning(
        """
        \(run.name): no clips are left for validation; it learns for all \(request.epochs) epochs\
        \(run.fold == nil ? ", and the model is not calibrated" : "")
        """
      )
    }
  }

  /// What is to be known of the out-of-fold figures.
  var warnings: [String] {
    guard !plan.folds.isEmpty else { return [] }
    var warnings: [String] = []
    if request.encoders == nil {
      warnings.append(
        "the shipped encoders may have heard these people: the out-of-fold figures flatter; "
          + "see \(TrainingRequest.Option.encoders.flag)"
      )
    }
    if request.model != nil {
      warnings.append("\(request.model!) may know these people: the out-of-fold figures flatter")
    }
    let people = plan.peopleInSeveralFolds
    if !people.isEmpty {
      let names = people.prefix(3).joined(separator: ", ") + (people.count > 3 ? " …" : "")
      warnings.append("not speaker-disjoint: in several folds are \(names); the figures do not hold for strangers")
    }
    return warnings
  }

  /// Whether the folds' networks are strangers to the people of their folds, as far as that is known.
  var overlap: SpeakerOverlap {
    let shared = Set(plan.peopleInSeveralFolds)
    return SpeakerOverlap(plan.rows, trainedOn: shared.isEmpty && !hasOutOfFoldEncoders ? nil : shared)
  }

  /// Throws `UsageError` when a file to write is one of the clips, and `OutputError` when one has no place.
  func checkOutputs() throws {
    let inputs = plan.rows.flatMap { [$0.clip] + ($0.faceTable.map { [$0.path] } ?? []) }
    for (option, path) in request.outputs {
      try UsageError.check(output: path, inputs: inputs, option: option.flag)
    }
    // Whoever reads a pipe would take this for its end.
    for (_, path) in request.outputs where path.isReplaceable { try OutputFile.replacing(path).abandon() }
  }
}

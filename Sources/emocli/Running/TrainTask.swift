import Learning
import Logging
import Manifests

/// What is to be trained: checked before anything is begun.
struct TrainTask: Sendable {
  let options: TrainOptions
  let plan: TrainingPlan
  /// What each run begins with, by the runs' names.
  let starts: [String: TrainStart]
  /// All that decides the outcome but the clips' content.
  let identity: TrainingIdentity
  /// Whom the model to begin with was trained on; nil when it does not say.
  let peopleOfStart: Set<String>?

  /// Throws what is wrong with the manifest and the weights, and tells what is to be known of them.
  init(_ options: TrainOptions, logger: Logger) throws {
    self.options = options
    plan = try Self.plan(options, logger: logger)
    let weights = try TrainWeights(options)
    peopleOfStart = weights.people
    starts = try weights.starts(of: plan.folds + [plan.final])
    var identity = TrainingIdentity()
    identity.add(plan.rows)
    identity.add("--folds", options.folds.map { "\($0)" } ?? "")
    identity.add("--seed", "\(options.seed)")
    identity.add("--epochs", "\(options.epochs)")
    for (run, start) in starts.sorted(by: { $0.key < $1.key }) { identity.add("weights for \(run)", start.checksum) }
    identity.add("program", Emocli.version)
    self.identity = identity
    warn(logger)
  }

  /// Whether the encoders are known to be strangers to the people they are tried on.
  var hasStrangersEncoders: Bool { options.encoders != nil && options.model == nil }

  private static func plan(_ options: TrainOptions, logger: Logger) throws -> TrainingPlan {
    do {
      let manifest = try Manifest(reading: options.manifest, foldColumn: options.folds?.column)
      let plan = try TrainingPlan(manifest, folding: options.folds, seed: options.seed)
      let left = manifest.rows.count - plan.rows.count
      if left > 0 { logger.notice("\(left) of \(manifest.rows.count) clips are left out: their split is test") }
      let unknown = Set(manifest.rows.compactMap(\.split)).subtracting(["train", "valid", "test"])
      if !unknown.isEmpty {
        let names = unknown.sorted().map(\.debugDescription).joined(separator: ", ")
        logger.warning("\(options.manifest): the split \(names) means nothing; its clips are learnt from")
      }
      return plan
    } catch let error as ManifestError {
      logger.error("\(options.manifest): \(error)")
    } catch let error as TrainingError {
      logger.error("\(options.manifest): \(error)")
    }
    throw Stop.notStarted
  }

  /// Tells what makes the figures better than they ought to be.
  private func warn(_ logger: Logger) {
    for warning in warnings { logger.warning("\(warning)") }
    for run in plan.folds + (plan.folds.isEmpty ? [plan.final] : []) where run.validation.isEmpty {
      logger.warning(
        """
        \(run.name): no clips are left for validation; it learns for all \(options.epochs) epochs\
        \(run.fold == nil ? ", and the model is not calibrated" : "")
        """
      )
    }
  }

  /// What is to be known of the out-of-fold figures.
  var warnings: [String] {
    guard !plan.folds.isEmpty else { return [] }
    var warnings: [String] = []
    if options.encoders == nil {
      warnings.append(
        "the shipped encoders may have heard these people: the out-of-fold figures flatter; see --encoders"
      )
    }
    if options.model != nil {
      warnings.append("\(options.model!) may know these people: the out-of-fold figures flatter")
    }
    let people = plan.peopleInSeveralFolds
    if !people.isEmpty {
      let names = people.prefix(3).joined(separator: ", ") + (people.count > 3 ? " …" : "")
      warnings.append("not speaker-disjoint: in several folds are \(names); the figures do not hold for strangers")
    }
    return warnings
  }
}

extension TrainingIdentity {
  func adding(_ name: String, _ value: String) -> TrainingIdentity {
    var identity = self
    identity.add(name, value)
    return identity
  }
}

import Learning
import Reporting

/// How a training went, for a page that people read.
struct TrainingReport: Sendable {
  /// A fact with its name.
  struct Fact: Equatable, Sendable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The losses of one network.
  struct Curve: Sendable {
    let name: String
    let epochs: [FusionTraining.Epoch]
    /// The epoch whose weights were kept.
    let keptEpoch: Int

    init(name: String, epochs: [FusionTraining.Epoch], keptEpoch: Int) {
      self.name = name
      self.epochs = epochs
      self.keptEpoch = keptEpoch
    }
  }

  /// Name and version of the model.
  let model: String
  /// What is to be known before the figures are believed.
  let warnings: [String]
  let settings: [Fact]
  /// How many clips of what.
  let data: [Fact]
  /// The clips that were left out, and why.
  let failures: [Fact]
  let curves: [Curve]
  /// The figures on strangers, where there are folds.
  let evaluation: EvaluationReport?

  init(
    model: String,
    warnings: [String],
    settings: [Fact],
    data: [Fact],
    failures: [Fact],
    curves: [Curve],
    evaluation: EvaluationReport?
  ) {
    self.model = model
    self.warnings = warnings
    self.settings = settings
    self.data = data
    self.failures = failures
    self.curves = curves
    self.evaluation = evaluation
  }
}

extension TrainingReport {
  init(
    task: TrainingTask,
    networks: TrainedNetworks,
    extracted: ExtractedClips,
    models: ModelFiles,
    evaluation: EvaluationReport?
  ) {
    let plan = task.plan
    let runs = Array(zip(plan.folds, networks.folds)) + [(plan.final, networks.final)]
    self.init(
      model: models.identity,
      warnings: task.warnings,
      settings: Self.settings(task.request),
      data: Self.data(plan, extracted),
      failures: plan.rows.compactMap { row in
        extracted.failures[row.line].map { Fact(row.path, "\($0.kind.rawValue): \($0.message)") }
      },
      curves: runs.map { run, network in
        Curve(name: run.title, epochs: network.position.epochs, keptEpoch: network.position.keptEpoch)
      },
      evaluation: evaluation
    )
  }

  private static func settings(_ request: TrainingRequest) -> [Fact] {
    let settings = FusionTraining.Settings()
    return [
      Fact("manifest", "\(request.manifest)"), Fact("model", "\(request.output)"),
      Fact("folds", request.folds.map { "\($0)" } ?? "none"),
      Fact("encoders", request.encoders.map { "\($0)" } ?? "as shipped"),
      Fact("begins with", request.model.map { "\($0)" } ?? "the voice's head as shipped, the rest drawn"),
      Fact("seed", "\(request.seed)"), Fact("epochs, at most", "\(request.epochs)"),
      Fact("ends without a better epoch after", "\(settings.patience)"),
      Fact("windows a step", "\(settings.batchSize)"), Fact("greatest learning rate", "\(settings.peakRate)"),
      Fact("program", "emocli \(ProgramInfo.version)"),
    ] + (request.isPersonal ? [Fact("out-of-fold records", "each against its speaker's own clips")] : [])
  }

  private static func data(_ plan: TrainingPlan, _ extracted: ExtractedClips) -> [Fact] {
    let rows = extracted.usable(plan.rows)
    let labels = Dictionary(grouping: rows, by: \.emotion).mapValues(\.count)
    let named = labels.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
    let runs = plan.folds + [plan.final]
    return [Fact("all", ModelFiles.counts(rows)), Fact("emotions", named.joined(separator: ", "))]
      + runs.map { run in
        let parts = [("learnt from", run.training), ("validation", run.validation), ("held out", run.heldOut)]
        let counts = parts.map { ($0.0, extracted.usable($0.1)) }.filter { !$0.1.isEmpty }
        return Fact(run.title, counts.map { "\($0.0): \(ModelFiles.counts($0.1))" }.joined(separator: "; "))
      }
  }
}

extension TrainingPlan.Run {
  /// For people.
  fileprivate var title: String { fold.map { "without fold \($0)" } ?? "the model" }
}

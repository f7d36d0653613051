import Foundation
import Learning
import Reporting
import Runs

extension TrainingReport {
  init(
    task: TrainTask,
    networks: TrainedNetworks,
    measured: MeasuredClips,
    models: TrainedModels,
    evaluation: EvaluationReport?
  ) {
    let (plan, options) = (task.plan, task.options)
    let runs = Array(zip(plan.folds, networks.folds)) + [(plan.final, networks.final)]
    self.init(
      model: models.identity,
      warnings: task.warnings,
      settings: Self.settings(options),
      data: Self.data(plan, measured),
      failures: plan.rows.compactMap { row in
        measured.failures[row.line].map { Fact(row.path, "\($0.kind.rawValue): \($0.message)") }
      },
      curves: runs.map { run, network in
        Curve(name: run.title, epochs: network.position.epochs, keptEpoch: network.position.keptEpoch)
      },
      evaluation: evaluation
    )
  }

  private static func settings(_ options: TrainOptions) -> [Fact] {
    let settings = FusionTraining.Settings()
    return [
      Fact("manifest", "\(options.manifest)"), Fact("model", "\(options.output)"),
      Fact("folds", options.folds.map { "\($0)" } ?? "none"),
      Fact("encoders", options.encoders.map { "\($0)" } ?? "as shipped"),
      Fact("begins with", options.model.map { "\($0)" } ?? "the voice's head as shipped, the rest drawn"),
      Fact("seed", "\(options.seed)"), Fact("epochs, at most", "\(options.epochs)"),
      Fact("ends without a better epoch after", "\(settings.patience)"),
      Fact("windows a step", "\(settings.batchSize)"), Fact("greatest learning rate", "\(settings.peakRate)"),
      Fact("program", "emocli \(Emocli.version)"),
    ] + (options.personalBaseline ? [Fact("out-of-fold records", "each against its speaker's own clips")] : [])
  }

  private static func data(_ plan: TrainingPlan, _ measured: MeasuredClips) -> [Fact] {
    let rows = measured.usable(plan.rows)
    let labels = Dictionary(grouping: rows, by: \.emotion).mapValues(\.count)
    let named = labels.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
    let runs = plan.folds + [plan.final]
    return [Fact("all", TrainedModels.counts(rows)), Fact("emotions", named.joined(separator: ", "))]
      + runs.map { run in
        let parts = [("learnt from", run.training), ("validation", run.validation), ("held out", run.heldOut)]
        let counts = parts.map { ($0.0, measured.usable($0.1)) }.filter { !$0.1.isEmpty }
        return Fact(run.title, counts.map { "\($0.0): \(TrainedModels.counts($0.1))" }.joined(separator: "; "))
      }
  }
}

extension TrainingPlan.Run {
  /// For people.
  fileprivate var title: String { fold.map { "without fold \($0)" } ?? "the model" }
}

import Foundation
import Learning
import Reporting

/// The report on a training, as a web page.
struct TrainingReport: Sendable {
  /// A named fact.
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
  }

  /// The model's name and version.
  let model: String
  /// Warnings about the figures.
  let warnings: [String]
  let settings: [Fact]
  /// The numbers of clips.
  let data: [Fact]
  /// The clips left out, with the reasons.
  let failures: [Fact]
  let curves: [Curve]
  /// The figures on unseen speakers, if there are folds.
  let evaluation: EvaluationReport?
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
    let defaultWeights = request.voiceEncoder == nil ? "shipped voice head, the rest random" : "random"
    return [
      Fact("manifest", "\(request.manifest)"), Fact("model", "\(request.output)"),
      Fact("folds", request.folds.map { "\($0)" } ?? "none"),
      Fact("voice encoder", request.voiceEncoder.map { "\($0)" } ?? "shipped"),
      Fact("encoders of the folds", request.encoders.map { "\($0)" } ?? "the same"),
      Fact("initial weights", request.model.map { "\($0)" } ?? defaultWeights),
      Fact("seed", "\(request.seed)"), Fact("maximum epochs", "\(request.epochs)"),
      Fact("patience (epochs)", "\(settings.patience)"),
      Fact("batch size (windows)", "\(settings.batchSize)"), Fact("peak learning rate", "\(settings.peakRate)"),
      Fact("program", "emocli \(ProgramInfo.version)"),
    ] + (request.usesBaselines ? [Fact("out-of-fold records", "scored against each speaker's own clips")] : [])
  }

  private static func data(_ plan: TrainingPlan, _ extracted: ExtractedClips) -> [Fact] {
    let rows = extracted.usable(plan.rows)
    let labels = Dictionary(grouping: rows, by: \.emotion).mapValues(\.count)
    let named = labels.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
    let runs = plan.folds + [plan.final]
    return [Fact("all", ModelFiles.counts(rows)), Fact("emotions", named.joined(separator: ", "))]
      + runs.map { run in
        let parts = [("training", run.training), ("validation", run.validation), ("held out", run.heldOut)]
        let counts = parts.map { ($0.0, extracted.usable($0.1)) }.filter { !$0.1.isEmpty }
        return Fact(run.title, counts.map { "\($0.0): \(ModelFiles.counts($0.1))" }.joined(separator: "; "))
      }
  }
}

extension TrainingPlan.Run {
  /// The title on the page.
  fileprivate var title: String { fold.map { "without fold \($0)" } ?? "the model" }
}

extension TrainingReport {
  /// The report as a self-contained page.
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(HTMLText.escaped("Training of \(model)"))</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <h1>\(HTMLText.escaped("Training of \(model)"))</h1>
    \(warnings.map { "<p class=\"warning\">\(HTMLText.escaped($0))</p>\n" }.joined())\
    \(figures)\
    <h2>Losses</h2>
    <p>Mean loss of the steps of an epoch (<span class="training">focal, training</span>) and mean negative log-likelihood \
    of clips of other speakers (<span class="validation">validation</span>). The circle marks the epoch that was kept.</p>
    \(curves.map(Self.section).joined())\
    <h2>Settings</h2>
    \(HTMLText.table(settings.map { ($0.name, $0.value) }))\
    <h2>Data</h2>
    \(HTMLText.table(data.map { ($0.name, $0.value) }))\
    \(failures.isEmpty ? "" : "<h2>Clips left out</h2>\n" + HTMLText.table(failures.map { ($0.name, $0.value) }))\
    <p>The figures estimate a statistical model's errors on clips like these and do not hold for others.</p>
    </body>
    </html>

    """
  }

  private static func section(_ curve: Curve) -> String {
    let end = curve.epochs.count == 1 ? "1 epoch" : "\(curve.epochs.count) epochs"
    let title = "\(curve.name): \(end), epoch \(curve.keptEpoch) kept"
    return "<h3>\(HTMLText.escaped(title))</h3>\n" + LossChart(curve: curve).svg
  }

  private var figures: String {
    guard let evaluation else { return "" }
    let note =
      "\(evaluation.clipCount) clips, \(evaluation.failedCount) failed and counted as wrong; "
      + evaluation.speakersLine
    return "<h2>Out-of-fold figures</h2>\n<p>\(HTMLText.escaped(note))</p>\n" + HTMLText.table(evaluation.scoreRows)
      + evaluation.comparison.map { "<p>\(HTMLText.escaped($0))</p>\n" }.joined()
  }

  private static let style = """

    body { font: 16px/1.5 system-ui, sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em; color: #222; }
    table { border-collapse: collapse; margin: 1em 0; font-variant-numeric: tabular-nums; display: block; overflow-x: auto; }
    th, td { text-align: left; padding: 0.2em 0.8em 0.2em 0; border-bottom: 1px solid #ddd; vertical-align: top; }
    .warning { background: #fff3cd; color: #533f03; padding: 0.6em 1em; border-left: 4px solid #d39e00; }
    svg { width: 100%; height: auto; }
    svg text { font: 12px system-ui, sans-serif; fill: #555; }
    svg .right { text-anchor: end; } svg .middle { text-anchor: middle; }
    polyline { fill: none; stroke-width: 2; } .grid { stroke: #ddd; }
    polyline.training { stroke: #0072b2; } polyline.validation { stroke: #d55e00; }
    span.training { color: #0072b2; } span.validation { color: #d55e00; }
    .best { fill: none; stroke: #d55e00; stroke-width: 2; }

    """
}

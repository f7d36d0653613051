import Learning
import Reporting

/// How a training went, for a page that people read.
public struct TrainingReport: Sendable {
  /// A fact with its name.
  public struct Fact: Equatable, Sendable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The losses of one network.
  public struct Curve: Sendable {
    public let name: String
    public let epochs: [FusionTraining.Epoch]
    /// The epoch whose weights were kept.
    public let keptEpoch: Int

    public init(name: String, epochs: [FusionTraining.Epoch], keptEpoch: Int) {
      self.name = name
      self.epochs = epochs
      self.keptEpoch = keptEpoch
    }
  }

  /// Name and version of the model.
  public let model: String
  /// What is to be known before the figures are believed.
  public let warnings: [String]
  public let settings: [Fact]
  /// How many clips of what.
  public let data: [Fact]
  /// The clips that were left out, and why.
  public let failures: [Fact]
  public let curves: [Curve]
  /// The figures on strangers, where there are folds.
  public let evaluation: EvaluationReport?

  public init(
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

import Recognition
import Reporting

/// What `features` writes.
public enum FeatureKind: String, CaseIterable, Sendable {
  /// The log-mel spectrogram that the voice encoder hears.
  case mel
  /// Pitch, perturbation, loudness, formants and the like of the voice.
  case voice
  /// Where the followed face is and how the head is turned.
  case face
  /// The 68 landmarks of the followed face.
  case landmarks
  /// How strongly its action units are seen.
  case aus
  /// The embedding of its expression.
  case embedding

  var isOfVoice: Bool { self == .mel || self == .voice }
}

/// How `features` writes.
public enum FeatureFormat: String, CaseIterable, Sendable {
  case csv, jsonl, npy

  /// Nil for npy, which is no table.
  var table: FeatureTableWriter.Format? {
    FeatureTableWriter.Format(rawValue: rawValue)
  }
}

/// What `features` measures and of which part of the clips: the same in the command and in its workers.
public struct FeatureMeasurement: Sendable {
  /// The options that are not of the table of options.
  public enum Option: String, Sendable {
    case kind, format

    public var flag: String { "--\(rawValue)" }
  }

  public let kind: FeatureKind
  public let format: FeatureFormat
  /// Which streams count follows from the kind.
  public let options: AnalysisOptions

  /// Throws `UsageError` for what does not go together.
  ///
  /// - Parameter options: as far as `table` sets them.
  public init(_ kind: FeatureKind, format: FeatureFormat, options: AnalysisOptions) throws(UsageError) {
    if format == .npy, ![.mel, .voice, .embedding].contains(kind) {
      throw UsageError("\(Option.kind.flag) \(kind.rawValue) is no npy")
    }
    if format == .npy, options.channel == .each {
      throw UsageError("an npy file takes one channel; see \(AnalysisOptions.flag(\.channel))")
    }
    self.kind = kind
    self.format = format
    var options = options
    options.modality = kind.isOfVoice ? .voice : .face
    self.options = options
  }

  /// The rows of the table of options that the command has.
  public static var table: [any AnalysisOption] { AnalysisOptions.rows(\.face) + AnalysisOptions.partTable }

  /// The words that make a worker's measurement equal to this.
  var words: [String] {
    ["\(Option.kind.flag)=\(kind.rawValue)", "\(Option.format.flag)=\(format.rawValue)"]
      + Self.table.compactMap { $0.word(for: options) }
  }
}

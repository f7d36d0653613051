import Perception
import Recognition
import Reporting

/// The features that `features` writes.
public enum FeatureKind: String, CaseIterable, Sendable {
  /// The log-mel spectrogram, from which speech and its movement are found.
  case mel
  /// Voice measures such as pitch, perturbation, loudness and formants.
  case voice
  /// The box and head pose of the tracked face.
  case face
  /// The 68 landmarks of the tracked face.
  case landmarks
  /// The intensities of its action units.
  case aus
  /// The embedding of its expression.
  case embedding
  /// The hidden states of the voice encoder.
  case encoder

  var isOfVoice: Bool { self == .mel || self == .voice || self == .encoder }
}

/// What a row of `features` describes.
public enum FeatureRowUnit: String, CaseIterable, Sendable {
  /// A video frame or a step of 10 ms.
  case frame
  /// A whole clip, by statistics of its frames or steps.
  case clip
}

/// The output format of `features`.
public enum FeatureFormat: String, CaseIterable, Sendable {
  case csv, jsonl, npy

  /// The table format, or nil for npy.
  var table: FeatureTableWriter.Format? {
    FeatureTableWriter.Format(rawValue: rawValue)
  }
}

/// What `features` measures and in which part of the clips; the same for the command and its workers.
public struct FeatureMeasurement: Sendable {
  /// The options that are not in the option table.
  public enum Option: String, Sendable {
    case kind, format, layer
    case unit = "per"
    case voiceEncoder = "voice-encoder"

    public var flag: String { "--\(rawValue)" }
  }

  public let kind: FeatureKind
  public let format: FeatureFormat
  public let unit: FeatureRowUnit
  /// The voice encoder, and the number of the hidden state to write, or nil for the last.
  public let voice: VoiceEncoderChoice
  public let layer: Int?
  /// The analysis options; the kind determines the modality.
  public let options: AnalysisOptions

  /// Throws `UsageError` for an invalid combination.
  ///
  /// - Parameter options: The options of `table`.
  public init(
    _ kind: FeatureKind,
    format: FeatureFormat,
    per unit: FeatureRowUnit = .frame,
    voice: VoiceEncoderChoice = .shipped,
    layer: Int? = nil,
    options: AnalysisOptions
  ) throws(UsageError) {
    if voice != .shipped, kind != .encoder {
      throw UsageError("\(Option.voiceEncoder.flag) needs \(Option.kind.flag) encoder")
    }
    if layer != nil, kind != .encoder {
      throw UsageError("\(Option.layer.flag) needs \(Option.kind.flag) encoder")
    }
    if format == .npy, unit == .clip { throw UsageError("\(Option.unit.flag) clip writes csv or jsonl, not npy") }
    if format == .npy, ![.mel, .voice, .embedding, .encoder].contains(kind) {
      throw UsageError("\(Option.kind.flag) \(kind.rawValue) is not available as npy")
    }
    if format == .npy, options.channel == .each {
      throw UsageError("an npy file holds one channel; choose one with \(AnalysisOptions.flag(\.channel))")
    }
    self.kind = kind
    self.format = format
    self.unit = unit
    (self.voice, self.layer) = (voice, layer)
    var options = options
    options.modality = kind.isOfVoice ? .voice : .face
    self.options = options
  }

  /// The rows of the option table that the command uses.
  public static var table: [any AnalysisOption] { AnalysisOptions.rows(\.face) + AnalysisOptions.partTable }

  /// The arguments that give a worker the same measurement.
  var words: [String] {
    ["\(Option.kind.flag)=\(kind.rawValue)", "\(Option.format.flag)=\(format.rawValue)"]
      + (unit == .frame ? [] : ["\(Option.unit.flag)=\(unit.rawValue)"])
      + WorkerOption.words(for: voice) + (layer.map { ["\(Option.layer.flag)=\($0)"] } ?? [])
      + Self.table.compactMap { $0.word(for: options) }
  }
}

/// Why a clip could not be analysed.
public struct ClipFailure: Error, Codable, Equatable, Sendable {
  /// The kinds of failure, for scripts.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    case notFound = "not_found"
    case unreadable
    case unsupported
    case corrupt
    case noStreams = "no_streams"
    case noSpeechOrFace = "no_speech_or_face"
    case tooShort = "too_short"
    case tooLarge = "too_large"
    case timeout
    case model
    case `internal`

    /// What the kind means, as a phrase.
    public var meaning: String {
      switch self {
      case .notFound: "there is no file at the path"
      case .unreadable: "the file exists but cannot be opened or read"
      case .unsupported: "the format is not supported, or the file is not media"
      case .corrupt: "the format is known but the content is damaged"
      case .noStreams: "the file has no usable sound or video"
      case .noSpeechOrFace: "there is neither speech nor a face, or a stream required by --modality is missing"
      case .tooShort: "there is too little to analyse"
      case .tooLarge: "the clip needs more memory than the limit"
      case .timeout: "the clip exceeded the time limit"
      case .model: "the model cannot process the clip"
      case .internal: "a fault of the program itself"
      }
    }
  }

  public var kind: Kind
  /// A human-readable sentence, in lower case and without a full stop.
  public var message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  private enum CodingKeys: String, CodingKey {
    case kind, message
  }
}

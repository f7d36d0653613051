/// Why a clip could not be analysed.
public struct ClipFailure: Error, Codable, Equatable, Sendable {
  /// The kinds of failure, for scripts.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// There is no file at the path.
    case notFound = "not_found"
    /// The file exists but cannot be opened or read.
    case unreadable
    /// The format is not supported, or the file is not media.
    case unsupported
    /// The format is known but the content is damaged.
    case corrupt
    /// The file has no usable sound or video.
    case noStreams = "no_streams"
    /// The streams were decoded, but have neither speech nor a face.
    case noSpeechOrFace = "no_speech_or_face"
    /// There is too little to analyse.
    case tooShort = "too_short"
    /// The clip needs more memory than the limit.
    case tooLarge = "too_large"
    /// The clip exceeded the time limit.
    case timeout
    /// The model cannot process the clip.
    case model
    /// The program itself is at fault.
    case `internal`
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

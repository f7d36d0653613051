/// Why a clip gave no analysis.
public struct ClipFailure: Error, Codable, Equatable, Sendable {
  /// The kinds of failure a script can tell apart.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// There is nothing at the path.
    case notFound = "not_found"
    /// The file is there but cannot be opened or read.
    case unreadable
    /// A format that is not read, or a file that is no media.
    case unsupported
    /// A known format whose content is damaged.
    case corrupt
    /// The file holds neither sound nor pictures that can be used.
    case noStreams = "no_streams"
    /// Sound and pictures were read, but nobody speaks and no face is seen.
    case noSpeechOrFace = "no_speech_or_face"
    /// Too little to judge.
    case tooShort = "too_short"
    /// The clip asks for more memory than a clip may have.
    case tooLarge = "too_large"
    /// The clip took longer than it may take.
    case timeout
    /// The model cannot be used on this clip.
    case model
    /// A fault of the program itself.
    case `internal`
  }

  public var kind: Kind
  /// One sentence for a person, in lower case and without a full stop.
  public var message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  private enum CodingKeys: String, CodingKey {
    case kind, message
  }
}

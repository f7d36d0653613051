/// Why a clip cannot be read. All but `interrupted` are the kinds of a failed record.
public enum MediaError: Error, Hashable, Sendable {
  /// There is no such file.
  case notFound
  /// The file is there but its bytes cannot be had.
  case unreadable(UnreadableReason)
  /// The file is sound, but not of a kind that is read here.
  case unsupported(UnsupportedReason)
  /// The content does not follow its own format.
  case corrupt(CorruptReason)
  /// The file has neither a sound nor a picture stream.
  case noStreams
  /// The file asks for more memory or disk than is given to any clip.
  case tooLarge(TooLargeReason)
  /// The time limit passed.
  case timeout
  /// Whoever wanted the clip wants it no more; no fault of the clip.
  case interrupted
  /// A library failed in a way that is no fault of the clip.
  case `internal`(InternalReason)

  public enum UnreadableReason: Hashable, Sendable {
    /// The system refused, with this errno.
    case system(Int32)
    case directory
    case device
    /// Nobody wrote into the FIFO or pipe.
    case noWriter
    /// The content of a pipe has nowhere to be kept; the system's errno.
    case noTemporaryFile(Int32)
  }

  public enum UnsupportedReason: Hashable, Sendable {
    case unknownFormat
    /// A playlist, a text, subtitles, a raw stream.
    case refusedFormat
    /// The codec, or empty when only the container tells that there is none.
    case codec(String)
    case channels(limit: Int)
    case channel(wanted: Int, available: Int)
  }

  public enum CorruptReason: Hashable, Sendable {
    case empty
    /// The name promises media, the content is none.
    case notMedia
    case damaged
  }

  public enum TooLargeReason: Hashable, Sendable {
    case picture(megapixelLimit: Int)
    /// What came through a pipe does not fit into the temporary directory.
    case pipe
  }

  public enum InternalReason: Hashable, Sendable {
    case outOfMemory
    case conversion
  }
}

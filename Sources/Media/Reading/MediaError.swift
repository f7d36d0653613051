import CMedia
import Foundation

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
  /// The file has neither a sound nor a video stream.
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
    case image(megapixelLimit: Int)
    /// What came through a pipe does not fit into the temporary directory.
    case pipe
  }

  public enum InternalReason: Hashable, Sendable {
    case outOfMemory
    case conversion
  }
}

extension MediaError: CustomStringConvertible {
  /// One lower-case sentence for a person, saying what to do where something can be done.
  public var description: String {
    switch self {
    case .notFound: "no such file"
    case .unreadable(let reason): reason.description
    case .unsupported(let reason): reason.description
    case .corrupt(.empty): "the file is empty"
    case .corrupt(.notMedia): "the content is no known media, whatever the name says"
    case .corrupt(.damaged): "the content is damaged and nothing in it can be decoded"
    case .noStreams: "there is neither sound nor a moving picture in it"
    case .tooLarge(.image(let limit)): "the picture has more than \(limit) megapixels"
    case .tooLarge(.pipe): "what came through the pipe does not fit into the temporary directory; set TMPDIR"
    case .timeout: "took longer than its time limit"
    case .interrupted: "interrupted"
    case .internal(.outOfMemory): "out of memory"
    case .internal(.conversion): "samples or pixels could not be converted"
    }
  }
}

extension MediaError.UnreadableReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .system(let code) where code != 0: "cannot be read: \(String(cString: strerror(code)).lowercased())"
    case .system: "cannot be read"
    case .directory: "is a directory"
    case .device: "is a device, which has no end; pipe a recording of it instead"
    case .noWriter: "nothing came through the pipe"
    case .noTemporaryFile(let code):
      "what comes through the pipe cannot be kept: \(String(cString: strerror(code)).lowercased()); set TMPDIR"
    }
  }
}

extension MediaError.UnsupportedReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownFormat: "not a known media format"
    case .refusedFormat: "playlists, texts, subtitles and raw streams are not read; name the media file itself"
    case .codec(""): "there is no decoder for this format; convert it with ffmpeg first"
    case .codec(let name): "there is no decoder for \(name); convert it with ffmpeg first"
    case .channels(let limit): "more than \(limit) sound channels"
    case .channel(let wanted, let available):
      "there is no channel \(wanted), only \(available) channel\(available == 1 ? "" : "s")"
    }
  }
}

extension MediaError {
  /// The one place where a failed C call becomes a Swift error.
  init(_ status: cmedia_status, systemError: Int32 = 0, codec: String = "") {
    self =
      switch status {
      case CMEDIA_NOT_FOUND: .notFound
      case CMEDIA_NOT_READABLE: .unreadable(.system(systemError))
      case CMEDIA_DIRECTORY: .unreadable(.directory)
      case CMEDIA_DEVICE: .unreadable(.device)
      case CMEDIA_NO_WRITER: .unreadable(.noWriter)
      case CMEDIA_EMPTY: .corrupt(.empty)
      case CMEDIA_NO_SPOOL: .unreadable(.noTemporaryFile(systemError))
      case CMEDIA_SPOOL_FULL: .tooLarge(.pipe)
      case CMEDIA_UNKNOWN_FORMAT: .unsupported(.unknownFormat)
      case CMEDIA_REFUSED_FORMAT: .unsupported(.refusedFormat)
      case CMEDIA_DAMAGED: .corrupt(.damaged)
      case CMEDIA_NO_STREAMS: .noStreams
      case CMEDIA_NO_DECODER: .unsupported(.codec(codec))
      case CMEDIA_TOO_MANY_CHANNELS: .unsupported(.channels(limit: Int(CMEDIA_MAX_CHANNELS)))
      case CMEDIA_TOO_MANY_PIXELS: .tooLarge(.image(megapixelLimit: Int(CMEDIA_MAX_PIXELS / 1_000_000)))
      case CMEDIA_TIMEOUT: .timeout
      case CMEDIA_INTERRUPTED: .interrupted
      case CMEDIA_NO_MEMORY: .internal(.outOfMemory)
      default: .internal(.conversion)
      }
  }

  /// Throws unless `status` is OK.
  static func check(_ status: cmedia_status, codec: String = "") throws(MediaError) {
    if status != CMEDIA_OK { throw MediaError(status, codec: codec) }
  }
}

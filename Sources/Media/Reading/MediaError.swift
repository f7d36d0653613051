import CMedia
import Foundation

/// Why a clip cannot be read. Each case but `interrupted` is an error kind of a failed record.
public enum MediaError: Error, Hashable, Sendable {
  /// The file does not exist.
  case notFound
  /// The file exists but cannot be read.
  case unreadable(UnreadableReason)
  /// The file is intact, but its format is not supported.
  case unsupported(UnsupportedReason)
  /// The content violates its format.
  case corrupt(CorruptReason)
  /// The file has neither a sound nor a video stream.
  case noStreams
  /// The clip needs more memory or disk than any clip may use.
  case tooLarge(TooLargeReason)
  /// The time limit passed.
  case timeout
  /// The caller stopped reading; not a fault of the clip.
  case interrupted
  /// A library failed; not a fault of the clip.
  case `internal`(InternalReason)

  public enum UnreadableReason: Hashable, Sendable {
    /// A system call failed with this errno.
    case system(Int32)
    case directory
    case device
    /// No data arrived through the FIFO or pipe.
    case noWriter
    /// No temporary file can be created for the pipe's data; with the errno.
    case noTemporaryFile(Int32)
  }

  public enum UnsupportedReason: Hashable, Sendable {
    case unknownFormat
    /// A playlist, a text, subtitles, a raw stream.
    case refusedFormat
    /// FFmpeg's WebP decoder reads single images only.
    case animatedWebP
    /// The codec without a decoder; empty if it is unknown.
    case codec(String)
    case channels(limit: Int)
    case channel(wanted: Int, available: Int)
  }

  public enum CorruptReason: Hashable, Sendable {
    case empty
    /// The extension is a media format's, but the content is not media.
    case notMedia
    case damaged
  }

  public enum TooLargeReason: Hashable, Sendable {
    case image(megapixelLimit: Int)
    /// The pipe's data does not fit into the temporary directory.
    case pipe
  }

  public enum InternalReason: Hashable, Sendable {
    case outOfMemory
    case conversion
  }
}

extension MediaError: CustomStringConvertible {
  /// A lower-case sentence for display, with a remedy if there is one.
  public var description: String {
    switch self {
    case .notFound: "no such file"
    case .unreadable(let reason): reason.description
    case .unsupported(let reason): reason.description
    case .corrupt(.empty): "the file is empty"
    case .corrupt(.notMedia): "the content is not a known media format, despite the file's name"
    case .corrupt(.damaged): "the content is damaged and nothing in it can be decoded"
    case .noStreams: "there is neither sound nor a moving picture in it"
    case .tooLarge(.image(let limit)): "the image has more than \(limit) megapixels"
    case .tooLarge(.pipe): "the pipe's data does not fit into the temporary directory; set TMPDIR"
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
    case .noWriter: "no data arrived through the pipe"
    case .noTemporaryFile(let code):
      "cannot store the pipe's data: \(String(cString: strerror(code)).lowercased()); set TMPDIR"
    }
  }
}

extension MediaError.UnsupportedReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownFormat: "not a known media format"
    case .refusedFormat: "playlists, texts, subtitles and raw streams are not supported; pass the media file itself"
    case .animatedWebP: "animated WebP cannot be decoded; convert it to GIF or MP4 first"
    case .codec(""): "no decoder for this format; convert it with ffmpeg first"
    case .codec(let name): "no decoder for \(name); convert it with ffmpeg first"
    case .channels(let limit): "more than \(limit) sound channels"
    case .channel(let wanted, let available):
      "there is no channel \(wanted), only \(available) channel\(available == 1 ? "" : "s")"
    }
  }
}

extension MediaError {
  /// Creates the Swift error for a failed C call.
  init(_ status: cmedia_status, systemError: Int32 = 0) {
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
      case CMEDIA_NO_DECODER: .unsupported(.codec(""))
      case CMEDIA_TOO_MANY_CHANNELS: .unsupported(.channels(limit: Int(CMEDIA_MAX_CHANNELS)))
      case CMEDIA_TOO_MANY_PIXELS: .tooLarge(.image(megapixelLimit: Int(CMEDIA_MAX_PIXELS / 1_000_000)))
      case CMEDIA_TIMEOUT: .timeout
      case CMEDIA_INTERRUPTED: .interrupted
      case CMEDIA_NO_MEMORY: .internal(.outOfMemory)
      default: .internal(.conversion)
      }
  }

  /// Throws unless `status` is OK.
  static func check(_ status: cmedia_status) throws(MediaError) {
    if status != CMEDIA_OK { throw MediaError(status) }
  }
}

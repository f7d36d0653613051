import Foundation

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
    case .tooLarge(.picture(let limit)): "the picture has more than \(limit) megapixels"
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

import Foundation
import System

/// The kind of media, by file extension.
public enum MediaKind: String, Hashable, Sendable, CaseIterable {
  case sound
  case video
  case still

  /// Known extensions, in lower case, without dot.
  public var extensions: [String] {
    switch self {
    case .sound:
      [
        "wav", "wave", "w64", "rf64", "flac", "ogg", "oga", "opus", "spx", "mp3", "mp2", "m4a", "m4b", "aac", "aif",
        "aiff", "aifc", "au", "snd", "caf", "wma", "amr", "awb", "ac3", "eac3", "ape", "wv", "tta", "mka", "weba",
      ]
    case .video:
      [
        "mp4", "m4v", "mov", "qt", "3gp", "3g2", "mkv", "webm", "avi", "mpg", "mpeg", "mpe", "vob", "ts", "mts", "m2ts",
        "flv", "f4v", "wmv", "asf", "ogv", "ogm", "mxf", "dv", "mjpeg", "mjpg", "y4m", "divx", "rm", "rmvb",
      ]
    case .still:
      [
        "png", "apng", "jpg", "jpeg", "jpe", "jfif", "webp", "bmp", "dib", "tif", "tiff", "gif", "ppm", "pgm", "pnm",
        "jp2", "heic", "heif", "avif",
      ]
    }
  }

  /// Returns `nil` if the extension (without dot, any case) is unknown.
  public init?(fileExtension: String) {
    guard let kind = Self.byExtension[fileExtension.lowercased()] else { return nil }
    self = kind
  }

  private static let byExtension = Dictionary(
    uniqueKeysWithValues: allCases.flatMap { kind in kind.extensions.map { ($0, kind) } }
  )
}

extension MediaKind {
  /// The number of bytes that `looksLikeMedia` needs.
  public static let magicByteCount = 16

  /// Returns whether a directory walk should take a regular file for media: by its extension, or by its first bytes.
  ///
  /// Follows links. Opens regular files only, so a FIFO or device does not block.
  public static func isMedia(_ path: ClipPath) -> Bool {
    let isMediaByName = MediaKind(fileExtension: path.fileExtension) != nil
    // Judge a dangling link by its name; opening it reports the error.
    guard let status = FileStatus(of: path) else { return isMediaByName }
    guard status.isRegular else { return false }
    if isMediaByName { return true }
    return path.withCString { name in
      // A FIFO may have replaced the file since the status call.
      let descriptor = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
      guard descriptor >= 0 else { return false }
      defer { close(descriptor) }
      var bytes = [UInt8](repeating: 0, count: magicByteCount)
      let count = read(descriptor, &bytes, bytes.count)
      return count > 0 && looksLikeMedia(firstBytes: bytes.prefix(count))
    }
  }

  /// Returns whether these first bytes belong to a known media format.
  public static func looksLikeMedia(firstBytes bytes: some Collection<UInt8>) -> Bool {
    let bytes = Array(bytes)
    return signatures.contains { $0.matches(bytes) } || isMovieBox(bytes) || isBitmap(bytes)
      || isMPEGSoundFrame(bytes) || isTransportStream(bytes)
  }

  private struct Signature {
    let offset: Int
    let bytes: [UInt8]
    /// Required text at byte 8, for formats that share a container.
    let kinds: [String]

    init(_ text: String, _ more: UInt8..., at offset: Int = 0, kinds: [String] = []) {
      self.offset = offset
      bytes = Array(text.utf8) + more
      self.kinds = kinds
    }

    func matches(_ content: [UInt8]) -> Bool {
      guard content.count >= 12, content.dropFirst(offset).starts(with: bytes) else { return false }
      return kinds.isEmpty || kinds.contains { content.dropFirst(8).starts(with: $0.utf8) }
    }
  }

  /// Each contains a byte that does not occur in text, or letters that no text begins with.
  private static let signatures: [Signature] = [
    Signature("RIFF", kinds: ["WAVE", "AVI ", "WEBP"]), Signature("RIFX", kinds: ["WAVE"]),
    Signature("RF64", kinds: ["WAVE"]), Signature("FORM", kinds: ["AIFF", "AIFC"]),
    Signature("riff", 0x2E, 0x91, 0xCF, 0x11), Signature("OggS", 0), Signature("fLaC"), Signature(".snd", 0),
    Signature("caff", 0), Signature("#!AMR"), Signature("wvpk"), Signature("TTA1"), Signature("", 0x0B, 0x77),
    Signature("ID3", 2), Signature("ID3", 3), Signature("ID3", 4),
    Signature("", 0x1A, 0x45, 0xDF, 0xA3), Signature("FLV", 1), Signature(".RMF", 0), Signature("YUV4MPEG2"),
    Signature("", 0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11), Signature("", 0x06, 0x0E, 0x2B, 0x34),
    Signature("", 0, 0, 1, 0xBA), Signature("", 0, 0, 1, 0xB3),
    Signature("", 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A), Signature("", 0xFF, 0xD8, 0xFF),
    Signature("GIF8"), Signature("II", 0x2A, 0), Signature("MM", 0, 0x2A),
  ]

  /// The first box of an MP4 or QuickTime file: size, then name.
  private static func isMovieBox(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 12, bytes[0] < 0x20 else { return false }
    return ["ftyp", "moov", "mdat", "wide", "skip"].contains { bytes.dropFirst(4).starts(with: $0.utf8) }
  }

  private static func isBitmap(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 12 && bytes.starts(with: "BM".utf8) && bytes[6...9].allSatisfy { $0 == 0 }
  }

  /// An MP3, MP2 or AAC (ADTS) frame header: eleven set bits and no reserved value in any field.
  private static func isMPEGSoundFrame(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 4, bytes[0] == 0xFF, bytes[1] & 0xE0 == 0xE0 else { return false }
    let isADTS = bytes[1] & 0xF6 == 0xF0
    let hasVersion = bytes[1] & 0x18 != 0x08
    let hasLayer = bytes[1] & 0x06 != 0
    let hasBitRate = bytes[2] & 0xF0 != 0xF0 && bytes[2] & 0xF0 != 0
    let hasSampleRate = bytes[2] & 0x0C != 0x0C
    return isADTS ? (bytes[2] >> 2) & 0x0F < 13 : hasVersion && hasLayer && hasBitRate && hasSampleRate
  }

  /// A packet of an MPEG transport stream, plain or after the four-byte M2TS header. The first packets carry service
  /// tables.
  private static func isTransportStream(_ bytes: [UInt8]) -> Bool {
    isServicePacket(bytes) || isServicePacket(bytes.dropFirst(4))
  }

  private static func isServicePacket(_ bytes: some Collection<UInt8>) -> Bool {
    let head = Array(bytes.prefix(4))
    guard head.count == 4, head[0] == 0x47 else { return false }
    // No error, one of the first 32 packet identifiers, and a payload.
    return head[1] & 0x9F == 0 && head[2] < 0x20 && head[3] & 0x10 != 0
  }
}

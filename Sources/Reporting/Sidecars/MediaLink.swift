import Glibc
import Media
import System

/// How an annotation file names its clip.
struct MediaLink {
  /// A `file:` address.
  let address: String
  /// The clip from the annotation file's folder, as an address; nil when it lies elsewhere.
  let relative: String?
  /// Such as `video/mp4`.
  let type: String

  init(to clip: ClipPath, from folder: ClipPath) {
    let parent = Self.absolute(clip.folder)
    let name = Self.escaped(clip.name.bytes)
    address = "file://" + Self.escaped(parent) + (parent.last == Self.slash ? "" : "/") + name
    relative = Self.absolute(folder) == parent ? "./\(name)" : nil
    let kind = MediaKind(fileExtension: clip.fileExtension) ?? .video
    let major = kind == .sound ? "audio" : kind == .still ? "image" : "video"
    type = "\(major)/\(Self.subtypes[clip.fileExtension] ?? "*")"
  }

  private static let slash = UInt8(ascii: "/")
  private static let subtypes = [
    "wav": "x-wav", "mp3": "mpeg", "ogg": "ogg", "opus": "ogg", "flac": "flac", "m4a": "mp4", "mp4": "mp4",
    "m4v": "mp4", "mov": "quicktime", "qt": "quicktime", "mkv": "x-matroska", "webm": "webm", "avi": "x-msvideo",
    "mpg": "mpeg", "mpeg": "mpeg",
  ]

  /// Links followed as far as there is something.
  private static func absolute(_ path: ClipPath) -> [UInt8] {
    guard let resolved = path.withCString({ realpath($0, nil) }) else { return path.bytes }
    defer { free(resolved) }
    return UnsafeBufferPointer(start: resolved, count: strlen(resolved)).map { UInt8(bitPattern: $0) }
  }

  /// All bytes but those that an address may hold as they are, in percent notation.
  private static func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let scalar = Unicode.Scalar(byte)
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (48...57).contains(byte))
      if isPlain || "/-._~".unicodeScalars.contains(scalar) { return String(Character(scalar)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }
}

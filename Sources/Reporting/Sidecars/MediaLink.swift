import Glibc
import Media
import System

/// An annotation file's reference to its clip.
struct MediaLink {
  /// A `file:` URL.
  let address: String
  /// The clip's URL relative to the annotation file's directory, which stays valid when both are moved together; nil if
  /// they have nothing but the root of the file system in common.
  let relative: String?
  /// The MIME type, such as `video/mp4`.
  let type: String

  init(to clip: ClipPath, from folder: ClipPath) {
    let parent = Self.absolute(clip.folder)
    let name = Self.escaped(clip.name.bytes)
    address = "file://" + Self.escaped(parent) + (parent.last == Self.slash ? "" : "/") + name
    relative = Self.way(from: Self.absolute(folder), to: parent).map { Self.escaped($0) + name }
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

  /// Returns the relative way between two directories, `./` or `../a/`; nil if it leads through the root.
  private static func way(from folder: [UInt8], to target: [UInt8]) -> [UInt8]? {
    let (here, there) = (folder.split(separator: slash), target.split(separator: slash))
    let common = zip(here, there).prefix { $0.elementsEqual($1) }.count
    guard common > 0 || here.isEmpty && there.isEmpty else { return nil }
    let up = common == here.count ? [Array(".".utf8)[...]] : here.dropFirst(common).map { _ in Array("..".utf8)[...] }
    return (up + there.dropFirst(common)).flatMap { $0 + [slash] }
  }

  /// Resolves the links of a path; returns the path unchanged if it does not exist.
  private static func absolute(_ path: ClipPath) -> [UInt8] {
    guard let resolved = path.withCString({ realpath($0, nil) }) else { return path.bytes }
    defer { free(resolved) }
    return UnsafeBufferPointer(start: resolved, count: strlen(resolved)).map { UInt8(bitPattern: $0) }
  }

  /// Percent-encodes all bytes except those that are allowed in a URL.
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

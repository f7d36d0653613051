import CMedia

/// What kind of media a file is by its name.
public enum MediaKind: String, Hashable, Sendable, CaseIterable {
  case sound
  case video
  case still

  /// Known extensions, lower case, without dot.
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

  /// `nil` when the extension (without dot, any case) is not known.
  public init?(fileExtension: String) {
    guard let kind = Self.byExtension[fileExtension.lowercased()] else { return nil }
    self = kind
  }

  private static let byExtension = Dictionary(
    uniqueKeysWithValues: allCases.flatMap { kind in kind.extensions.map { ($0, kind) } }
  )
}

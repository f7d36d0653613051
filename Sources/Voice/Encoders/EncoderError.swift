import System

/// Why a directory cannot be used as a speech encoder.
public enum EncoderError: Error, Equatable {
  /// There is nothing at the path.
  case notFound(ClipPath)
  /// It is a file, such as the weights themselves.
  case notDirectory(ClipPath)
  /// The directory lacks a file that it needs.
  case missingFile(ClipPath, named: String)
  /// A file cannot be opened or read.
  case unreadable(ClipPath, reason: String)
  /// A file, or what it names, lies outside the directory.
  case outside(ClipPath, isLink: Bool)
  /// A JSON file is damaged, or is not what it should be.
  case malformed(ClipPath, reason: String)
  /// A value in a JSON file is missing, has the wrong type or lies outside its limits.
  case value(ClipPath, key: String, problem: String)
  /// A kind of network, or one of its variants, that this program does not have.
  case unsupported(ClipPath, what: String)
  /// A tensor is missing from every file of weights.
  case missingTensor(ClipPath, name: String)
  /// A file of weights is damaged, or a tensor does not fit the configuration. The text names the file.
  case weights(String)
}

extension EncoderError: CustomStringConvertible {
  /// A lower-case sentence for display, with a remedy if there is one. Names in damaged files may be of any length and
  /// content: control characters are U+FFFD, and the middle of a very long text is left out.
  public var description: String {
    let scalars = sentence.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
    let text = String(String.UnicodeScalarView(scalars))
    let half = Self.maxLength / 2
    return text.count > Self.maxLength ? "\(text.prefix(half))…\(text.suffix(half))" : text
  }

  private static let maxLength = 1000

  private var sentence: String {
    switch self {
    case .notFound(let path): "no such directory: \(path)"
    case .notDirectory(let path):
      "\(path) is not a directory; pass the one with config.json and model.safetensors"
    case .missingFile(let path, let name): "\(path) has no \(name)"
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .outside(let path, isLink: true):
      "\(path) is a link that leads out of its directory; copy the directory with its links followed (cp -rL)"
    case .outside(let path, isLink: false): "\(path) lies outside the directory"
    case .malformed(let path, let reason): "\(path) is damaged: \(reason)"
    case .value(let path, let key, let problem): "\(key) in \(path) \(problem)"
    case .unsupported(let path, let what): "\(path) describes a network that is not supported: \(what)"
    case .missingTensor(let path, let name): "the weights in \(path) have no tensor \(name)"
    case .weights(let text): text
    }
  }
}

import System

/// What a source of clips has at the moment, without waiting for more.
public enum InputStep: Equatable, Sendable {
  case clip(ClipPath)
  /// No clip in this step, but the next one may have some: ask again.
  case nothingYet
  /// No clip before this descriptor can be read.
  case waiting(descriptor: Int32)
  case end
}

/// What a user should hear about the inputs.
public enum DiscoveryNotice: Equatable, Sendable {
  /// The directory given as an input has no media below it.
  case directoryWithoutMedia(ClipPath)
  /// The directory, or the rest of it, is left out; `code` is the errno.
  case unreadableDirectory(ClipPath, code: Int32)
  /// The list of paths could not be read to its end; `code` is the errno.
  case unreadableList(code: Int32)
}

extension DiscoveryNotice: CustomStringConvertible {
  public var description: String {
    switch self {
    case .directoryWithoutMedia(let path): "\(path): no media in this directory"
    case .unreadableDirectory(let path, let code): "\(path): cannot read the directory: \(systemMessage(code))"
    case .unreadableList(let code): "cannot read the list of paths: \(systemMessage(code))"
    }
  }
}

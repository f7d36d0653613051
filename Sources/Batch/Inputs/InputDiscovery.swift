import Glibc
import System

/// Finds the clips named by a command's inputs, lazily.
///
/// - A directory yields the media below it, in ascending byte order of their paths. Hidden entries are skipped.
///   Symbolic links are followed, but not into a directory that is already being walked.
/// - `-` yields the paths read from a descriptor as they arrive. A directory among them is walked.
/// - Anything else is a clip, whatever its name and whether or not it exists.
///
/// `step()` never blocks. Iterating the sequence does: with `-` it waits until the list ends or `interruption` is
/// requested.
public final class InputDiscovery: Sequence, IteratorProtocol {
  /// The separator between the paths of a list.
  public enum ListSeparator: UInt8, Sendable {
    case newline = 10
    case null = 0
  }

  /// The number of files below directories that are not media, without hidden ones.
  public private(set) var skippedCount = 0
  /// The number of clips found so far.
  public private(set) var clipCount = 0
  /// The number of input directories without media.
  public private(set) var emptyDirectoryCount = 0
  /// The number of directories and path lists that could not be read to the end.
  public private(set) var unreadableCount = 0

  private struct Walk {
    let root: ClipPath
    var walk: DirectoryWalk
    /// Whether the walk has produced a clip or a notice.
    var hasResult = false
  }

  private var inputs: ArraySlice<ClipPath>
  private var walk: Walk?
  private var list: PathList?
  private let listDescriptor: Int32
  private let separator: ListSeparator
  private let interruption: Interruption?
  private let isMedia: (ClipPath) -> Bool
  private let notify: (DiscoveryNotice) -> Void

  /// - Parameters:
  ///   - inputs: The inputs as given by the user.
  ///   - listDescriptor: The descriptor from which `-` reads paths.
  ///   - separator: The separator between those paths.
  ///   - interruption: Ends the wait when the sequence is iterated.
  ///   - isMedia: Whether to include a file below a directory. Also called for dangling links.
  ///   - notify: Receives notices for the user, at most one per directory.
  public init(
    inputs: [ClipPath],
    listDescriptor: Int32 = STDIN_FILENO,
    separator: ListSeparator = .newline,
    interruption: Interruption? = nil,
    isMedia: @escaping (ClipPath) -> Bool,
    notify: @escaping (DiscoveryNotice) -> Void = { _ in }
  ) {
    self.inputs = inputs[...]
    self.listDescriptor = listDescriptor
    self.separator = separator
    self.interruption = interruption
    self.isMedia = isMedia
    self.notify = notify
  }

  /// Returns the next clip if it is available without waiting.
  public func step() -> InputStep {
    let step = stepAnywhere()
    if case .clip = step { clipCount += 1 }
    return step
  }

  /// Returns the next clip, or nil after the last one or when the interruption is requested.
  public func next() -> ClipPath? {
    while interruption?.isRequested != true {
      switch step() {
      case .clip(let path): return path
      case .nothingYet: continue
      case .waiting(let descriptor):
        Descriptor.waitReadable(descriptor, or: interruption?.descriptor ?? -1, milliseconds: -1)
      case .end: return nil
      }
    }
    return nil
  }

  private func stepAnywhere() -> InputStep {
    if walk != nil { return stepWalk() }
    if list != nil { return stepList() }
    guard let input = inputs.popFirst() else { return .end }
    if input.bytes == [UInt8(ascii: "-")] {
      list = PathList(descriptor: listDescriptor, separator: separator.rawValue)
      return .nothingYet
    }
    return begin(input)
  }

  private func begin(_ path: ClipPath) -> InputStep {
    guard FileStatus(of: path)?.kind == .directory else { return .clip(path) }
    walk = Walk(root: path, walk: DirectoryWalk(path))
    return .nothingYet
  }

  private func stepList() -> InputStep {
    switch list!.next() {
    case .path(let path): return begin(path)
    case .waiting: return .waiting(descriptor: listDescriptor)
    case .end(let code):
      list = nil
      if code != 0 {
        unreadableCount += 1
        notify(.unreadableList(code: code))
      }
      return .nothingYet
    }
  }

  private func stepWalk() -> InputStep {
    switch walk!.walk.next() {
    case .file(let path):
      if isMedia(path) {
        walk!.hasResult = true
        return .clip(path)
      }
      skippedCount += 1
    case .special: skippedCount += 1
    case .unreadable(let path, let code):
      unreadableCount += 1
      if path == walk!.root { walk!.hasResult = true }
      notify(.unreadableDirectory(path, code: code))
    case .nothingYet: break
    case .end: endWalk()
    }
    return .nothingYet
  }

  private func endWalk() {
    if let walk, !walk.hasResult {
      emptyDirectoryCount += 1
      notify(.directoryWithoutMedia(walk.root))
    }
    walk = nil
  }
}

/// The next step of a clip source, taken without waiting.
public enum InputStep: Equatable, Sendable {
  case clip(ClipPath)
  /// No clip in this step; call again.
  case nothingYet
  /// No clip until this descriptor is readable.
  case waiting(descriptor: Int32)
  case end
}

/// A notice about the inputs for the user.
public enum DiscoveryNotice: Equatable, Sendable {
  /// The input directory has no media below it.
  case directoryWithoutMedia(ClipPath)
  /// The directory, or the rest of it, is skipped; `code` is the errno.
  case unreadableDirectory(ClipPath, code: Int32)
  /// The path list could not be read to its end; `code` is the errno.
  case unreadableList(code: Int32)
}

extension DiscoveryNotice: CustomStringConvertible {
  public var description: String {
    switch self {
    case .directoryWithoutMedia(let path): "\(path): no media in this directory"
    case .unreadableDirectory(let path, let code): "\(path): cannot read directory: \(systemMessage(code))"
    case .unreadableList(let code): "cannot read the list of paths: \(systemMessage(code))"
    }
  }
}

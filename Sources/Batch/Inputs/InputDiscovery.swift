import Glibc
import System

/// The clips that the inputs of a command name, found as they are asked for.
///
/// - A directory stands for the media below it, in ascending byte order of their paths. Hidden entries are passed
///   over; symbolic links are followed, but not into a directory that is being walked already.
/// - `-` stands for the paths that a descriptor brings, as they come; a directory among them is walked.
/// - Anything else is a clip, whatever it looks like and whether or not it exists.
///
/// `step()` never waits. As a sequence it does, for `-`: until the list is over or `interruption` is requested.
public final class InputDiscovery: Sequence, IteratorProtocol {
  /// What stands between two paths of a list.
  public enum ListSeparator: UInt8, Sendable {
    case newline = 10
    case null = 0
  }

  /// Files below directories that are no media; hidden ones do not count.
  public private(set) var skippedCount = 0
  /// Clips found so far.
  public private(set) var clipCount = 0
  /// Directories that were inputs and have no media below them.
  public private(set) var emptyDirectoryCount = 0
  /// Directories, and lists of paths, that could not be read to their end.
  public private(set) var unreadableCount = 0

  private struct Walk {
    let root: ClipPath
    var walk: DirectoryWalk
    /// A clip or a notice came of it.
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
  ///   - inputs: as the user gave them.
  ///   - listDescriptor: where `-` reads its paths.
  ///   - separator: what ends each of them.
  ///   - interruption: what ends the waiting when this is used as a sequence.
  ///   - isMedia: whether a file below a directory is to be taken. Also asked about links that lead nowhere.
  ///   - notify: told what a user should know, at most once for each directory.
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

  /// The next clip if it can be told without waiting.
  public func step() -> InputStep {
    let step = stepAnywhere()
    if case .clip = step { clipCount += 1 }
    return step
  }

  /// The next clip; nil after the last one and when the interruption is requested.
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

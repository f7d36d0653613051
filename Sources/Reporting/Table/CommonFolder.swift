import System

/// The folder that all rows of a table have in common, which is shown once instead of in each row.
public struct CommonFolder: Equatable, Sendable {
  /// With a slash at the end.
  private let prefix: [UInt8]

  /// Returns nil if the clips of the inputs need not have a folder in common. A list of paths (`-`) is not known.
  public init?(_ inputs: [ClipPath]) {
    // A single clip's folder would only be moved to another line.
    if inputs.count == 1, FileStatus(of: inputs[0])?.kind != .directory { return nil }
    let slash = UInt8(ascii: "/")
    let folders = inputs.map { input -> [UInt8] in
      let isFolder = FileStatus(of: input)?.kind == .directory
      let bytes = isFolder && input.bytes.last != slash ? input.bytes + [slash] : input.bytes
      return Array(bytes[..<((bytes.lastIndex(of: slash) ?? -1) + 1)])
    }
    guard var common = folders.first else { return nil }
    for folder in folders.dropFirst() {
      common = zip(common, folder).prefix { $0 == $1 }.map(\.0)
      common = Array(common[..<((common.lastIndex(of: slash) ?? -1) + 1)])
    }
    // `./` and `/` would save nothing.
    guard common.count > 2 else { return nil }
    prefix = common
  }

  /// Returns the path below the folder, or the whole path if it is elsewhere.
  func name(of path: ClipPath) -> String {
    path.bytes.starts(with: prefix) ? ClipPath(bytes: path.bytes.dropFirst(prefix.count)).description : path.description
  }
}

extension CommonFolder: CustomStringConvertible {
  public var description: String { ClipPath(bytes: prefix).description }
}

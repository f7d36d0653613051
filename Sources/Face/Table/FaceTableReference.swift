import System

/// Which table of face measurements is meant, or which row of it.
public struct FaceTableReference: Equatable, Sendable {
  public var path: ClipPath
  /// What stands in the first column of the one row that is meant; nil for the whole table.
  public var key: String?

  public init(path: ClipPath, key: String? = nil) {
    self.path = path
    self.key = key
  }
}

extension FaceTableReference: CustomStringConvertible {
  /// `FILE` or `FILE#KEY`.
  public var description: String {
    key.map { "\(path)#\($0)" } ?? path.description
  }
}

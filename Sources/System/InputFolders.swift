/// The folders among a command's inputs, below which clips are found.
public struct InputFolders: Sendable {
  private static let slash = UInt8(ascii: "/")

  /// Each with a slash at its end.
  private let roots: [[UInt8]]

  /// - Parameter inputs: all inputs; what is no folder does no harm.
  public init(_ inputs: [ClipPath] = []) {
    roots = inputs.map { $0.bytes.last == Self.slash ? $0.bytes : $0.bytes + [Self.slash] }
  }

  /// Returns the path in `folder` that corresponds to the clip's folder below its input: `out/a` for `clips/a/1.mp4`
  /// below `clips`. It is `folder` itself if the clip is below no input, or its path may lead out of it.
  public func folder(of clip: ClipPath, mirroredIn folder: ClipPath) -> ClipPath {
    guard let root = roots.first(where: { clip.bytes.starts(with: $0) }) else { return folder }
    let below = clip.bytes.dropFirst(root.count).split(separator: Self.slash).dropLast()
    let parts = below.filter { !$0.elementsEqual(".".utf8) }
    if parts.contains(where: { $0.elementsEqual("..".utf8) }) { return folder }
    return parts.reduce(folder) { $0.appending($1) }
  }
}

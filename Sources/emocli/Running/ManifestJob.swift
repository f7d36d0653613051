import Face
import Learning
import Media

/// What a worker is told of a manifest's row, in the place of a path: the clip and the table with its face, if there is one,
/// with zeros between, which no path has.
struct ManifestJob {
  let clip: ClipPath
  let faceTable: FaceTableReference?

  init(_ row: Manifest.Row) {
    clip = row.clip
    faceTable = row.faceTable
  }

  init(message: ClipPath) {
    let parts = message.bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    clip = ClipPath(bytes: parts[0])
    let key = parts.count > 2 ? String(decoding: parts[2], as: UTF8.self) : nil
    faceTable = parts.count > 1 ? FaceTableReference(path: ClipPath(bytes: parts[1]), key: key) : nil
  }

  var message: ClipPath {
    let parts = [clip.bytes, faceTable?.path.bytes, (faceTable?.key).map { Array($0.utf8) }]
    return ClipPath(bytes: parts.compactMap(\.self).joined(separator: [0]))
  }
}

import Face
import Manifests
import Recognition
import System

/// What a worker is told of a manifest's row, in the place of a path: the clip, whose face counts and the table with the
/// face, if there is one, with zeros between, which no path has.
struct ManifestJob {
  let clip: ClipPath
  let faceTable: FaceTableReference?
  let faceChoice: FaceChoice?

  init(_ row: Manifest.Row) {
    clip = row.clip
    faceTable = row.faceTable
    faceChoice = row.faceChoice
  }

  init(message: ClipPath) {
    let parts = message.bytes.split(separator: 0, maxSplits: 3, omittingEmptySubsequences: false)
    clip = ClipPath(bytes: parts[0])
    faceChoice = FaceChoice(rawValue: String(decoding: parts[1], as: UTF8.self))
    let key = parts.count > 3 ? String(decoding: parts[3], as: UTF8.self) : nil
    faceTable = parts.count > 2 ? FaceTableReference(path: ClipPath(bytes: parts[2]), key: key) : nil
  }

  var message: ClipPath {
    let choice = Array((faceChoice?.rawValue ?? "").utf8)
    let parts = [clip.bytes, choice, faceTable?.path.bytes, (faceTable?.key).map { Array($0.utf8) }]
    return ClipPath(bytes: parts.compactMap(\.self).joined(separator: [0]))
  }

  var analysis: AnalysisOptions {
    var options = AnalysisOptions()
    options.faceTable = faceTable
    if let faceChoice { options.face = faceChoice }
    return options
  }
}

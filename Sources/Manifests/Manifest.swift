import Emotion
import Face
import Formats
import System

/// Clips and what they express: comma-separated values (RFC 4180) with a header.
///
/// The columns `path` and `emotion` are needed; `speaker`, `corpus`, `language`, `sex`, `split`, `fold`, `face_csv` and
/// `face_choice` (as `--face` takes it) are used where they are there, all others are passed over. An empty cell says nothing.
public struct Manifest: Equatable, Sendable {
  /// A clip of the manifest.
  public struct Row: Equatable, Sendable {
    /// The line it begins on, from 1, the header included.
    public let line: Int
    /// The cell as it stands.
    public let path: String
    /// The clip itself.
    public let clip: ClipPath
    public let emotion: EmotionLabel
    public let speaker: String?
    public let corpus: String?
    public let language: String?
    public let sex: String?
    public let split: String?
    public let fold: String?
    /// Measurements of the clip's face, which count instead of its pictures.
    public let faceTable: FaceTableReference?
    /// Whose face of its pictures counts; nil for the usual.
    public let faceChoice: FaceChoice?
  }

  public let rows: [Row]

  /// Reads a manifest, whose paths are relative to its folder, and looks whether the files are there.
  ///
  /// A `face_csv` cell may end in `#KEY`, which means the row with KEY in its first column; a file that has the whole cell
  /// as its name comes first. With `foldColumn` that column is needed and is what `fold` has. Throws `ManifestError`.
  public init(reading path: ClipPath, foldColumn: String? = nil) throws(ManifestError) {
    var reader: ManifestRowReader?
    var rows: [Row] = []
    do {
      try path.withCString { name in
        try CSVReader.read(path: name, spaces: .kept) { row in
          if reader == nil {
            reader = try ManifestRowReader(header: row, manifest: path, foldColumn: foldColumn)
          } else if let next = try reader?.read(row) {
            rows.append(next)
          }
          return true
        }
      }
    } catch let error as CSVError {
      throw .file(error)
    } catch let error as ManifestError {
      throw error
    } catch {
      preconditionFailure("nothing else is thrown: \(error)")
    }
    if reader == nil { throw .empty }
    if rows.isEmpty { throw .noRows }
    self.rows = rows
  }

  /// The rows whose `split` is `test`; all rows where none is. With which of the two it is.
  public var tested: (rows: [Row], isSplit: Bool) {
    let test = rows.filter { $0.split == "test" }
    return test.isEmpty ? (rows, false) : (test, true)
  }
}

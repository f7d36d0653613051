import Formats

/// Which columns of a manifest hold what.
struct ManifestColumns {
  let path: Int
  let emotion: Int
  let speaker: Int?
  let corpus: Int?
  let language: Int?
  let sex: Int?
  let split: Int?
  let fold: Int?
  let faceTable: Int?
  let faceChoice: Int?
  /// All columns of the header, those that are not used too.
  let count: Int

  /// Reads the header, in which `foldColumn` has to be; nil: `fold`, where it is there. Throws `ManifestError`.
  init(header: CSVParsedRow, foldColumn: String?) throws(ManifestError) {
    count = header.cellCount
    func place(_ name: String) throws(ManifestError) -> Int? {
      let places = (0..<header.cellCount).filter { header.holds(name.utf8, in: $0) }
      if places.count > 1 { throw .doubledColumn(name) }
      return places.first
    }
    func needed(_ name: String) throws(ManifestError) -> Int {
      guard let place = try place(name) else { throw .missingColumn(name) }
      return place
    }
    path = try needed("path")
    emotion = try needed("emotion")
    speaker = try place("speaker")
    corpus = try place("corpus")
    language = try place("language")
    sex = try place("sex")
    split = try place("split")
    fold = if let foldColumn { try needed(foldColumn) } else { try place("fold") }
    faceTable = try place("face_csv")
    faceChoice = try place("face_choice")
  }
}

import Records
import Reporting
import System
import Testing

@Suite("--fields")
struct FieldSelectionTests {
  @Test("Every key of the record can be selected")
  func everyKey() throws {
    for column in CSVWriter.columns {
      #expect(try FieldSelection(parsing: column).columns == [column])
    }
    for key in RecordSchema.keys {
      #expect(try FieldSelection(parsing: key.name).columns == key.leaves)
    }
  }

  @Test(
    "A key that is repeated, or covered by its parent, counts once",
    arguments: [
      ("path,path", ["path"]),
      ("probabilities,path,probabilities.calm", ["probabilities", "path"]),
      ("timing.total_s,path,timing", ["timing", "path"]),
      (" path , emotion", ["path", "emotion"]),
    ]
  )
  func once(list: String, names: [String]) throws {
    #expect(try FieldSelection(parsing: list).names == names)
  }

  @Test("Empty names are rejected", arguments: ["", "path,", "path,,emotion", " "])
  func emptyNames(list: String) {
    #expect(throws: FieldSelectionError.emptyName) { try FieldSelection(parsing: list) }
  }

  @Test(
    "The message suggests the intended field",
    arguments: [
      ("emotions", "emotion"), ("probabilites.happy", "probabilities.happy"), ("total_s", "timing.total_s"),
      ("snr", "modalities.voice.snr_db"), ("Path", "path"),
    ]
  )
  func near(name: String, meant: String) {
    #expect(throws: FieldSelectionError.unknown(name)) { try FieldSelection(parsing: name) }
    #expect(FieldSelectionError.unknown(name).description.contains(meant))
  }

  @Test("An unrecognisable name gets the list of keys; keys inside a list cannot be selected")
  func farAway() {
    #expect(FieldSelectionError.unknown("xyzzyxyzzy").description.contains("schema, path, path_base64, bytes"))
    for name in ["segments.emotion", "path.x", ".path", "probabilities.", "probabilities.bored"] {
      #expect(throws: FieldSelectionError.unknown(name)) { try FieldSelection(parsing: name) }
    }
  }

  @Test("The automatic format depends on the file's ending, without a file on the terminal; an explicit format wins")
  func automaticFormat() {
    #expect(RecordFormatChoice.auto.resolved(output: nil, isTerminal: true) == .table)
    #expect(RecordFormatChoice.auto.resolved(output: nil, isTerminal: false) == .jsonl)
    for isTerminal in [true, false] {
      let endings: [(String, RecordFormat)] = [
        ("a/out.csv", .csv), ("OUT.CSV", .csv), ("out.json", .json), ("out.jsonl", .jsonl), ("out.txt", .jsonl),
        ("out", .jsonl), ("csv", .jsonl),
      ]
      for (path, format) in endings {
        #expect(RecordFormatChoice.auto.resolved(output: ClipPath(path), isTerminal: isTerminal) == format, "\(path)")
      }
      for choice in RecordFormatChoice.allCases where choice != .auto {
        for output in [nil, ClipPath("out.csv")] {
          #expect(choice.resolved(output: output, isTerminal: isTerminal).rawValue == choice.rawValue)
        }
      }
    }
  }
}

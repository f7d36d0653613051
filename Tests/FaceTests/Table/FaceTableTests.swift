import Foundation
import TestSupport
import Testing

@testable import Face

@Suite("Tables of face measurements")
struct FaceTableTests {
  static let units = ActionUnit.allCases.map { "\($0.rawValue)_r" }
  /// The values 0.01, 0.02, … of a face.
  static let values = (1...17).map { "0.\($0 < 10 ? "0" : "")\($0)" }

  static func rows(_ text: String) throws -> [FaceTableRow] {
    let folder = try WorkFolder()
    return try rows(path: folder.put(text, "face.csv"))
  }

  static func rows(path: String) throws -> [FaceTableRow] {
    var rows: [FaceTableRow] = []
    try FaceTable.read(path: path) { rows.append($0) }
    return rows
  }

  /// A table with these columns before the units.
  static func table(_ columns: String, _ rows: [String], separator: String = ",", end: String = "\n") -> String {
    let lines = [columns + "," + units.joined(separator: ",")] + rows.map { $0 + "," + values.joined(separator: ",") }
    return lines.map { $0.replacingOccurrences(of: ",", with: separator) + end }.joined()
  }

  @Test("Spaces, quotes, CR LF, a byte order mark, blank lines and a missing last line end make no difference")
  func spellings() throws {
    let rows = ["1,0,0.000,0.98,1", "2,0,0.033,0.2,0"]
    let plain = Self.table("frame,face_id,timestamp,confidence,success", rows)
    let expected = try Self.rows(plain)
    #expect(expected.map(\.seconds) == [0, 0.033] && expected.map(\.faceID) == [0, 0])
    #expect(expected[0].face?.intensities == (1...17).map { Float($0) / 100 } && expected[1].face == nil)
    #expect(expected.map(\.line) == [2, 3])
    let columns = "frame,face_id,timestamp,confidence,success"
    let spaced = Self.table(columns, rows, separator: ", ")
    let quoted = "\"" + Self.table(columns, rows, separator: "\" ,\"", end: "\"\r\n\"").dropLast()
    for text in [
      spaced, quoted, "\u{feff}" + plain, plain.replacingOccurrences(of: "\n", with: "\r\n"),
      String(plain.dropLast()), plain + "\n\r\n",
    ] { #expect(try Self.rows(text) == expected, "\(text.prefix(80))") }
  }

  @Test("Units may be in any columns; unused columns may contain anything")
  func order() throws {
    let names = (Self.units + ["AU12_c", "name", "AU01_raw"]).reversed()
    let cells = (Self.values + ["1", "\"a, b\"", "-0.5"]).reversed()
    let rows = try Self.rows(names.joined(separator: ",") + "\n" + cells.joined(separator: ",") + "\n")
    #expect(rows.count == 1 && rows[0].seconds == nil && rows[0].faceID == nil)
    #expect(rows[0].face?.intensities == (1...17).map { Float($0) / 100 } && rows[0].face?.landmarks == nil)
  }

  @Test("Without success the confidence decides; empty cells mean no face")
  func missingFaces() throws {
    let confident = Self.table("timestamp,confidence", ["0,0.9", "0.1,0.3", "0.2,"])
    #expect(try Self.rows(confident).map { $0.face != nil } == [true, false, false])
    let empty = "timestamp,success,face_id," + Self.units.joined(separator: ",") + "\n0,1,," + ",,,,,,,,,,,,,,,,\n"
    #expect(try Self.rows(empty).map { $0.face == nil && $0.faceID == nil } == [true])
    // Rows without a face may contain anything.
    let failed = "success," + Self.units.joined(separator: ",") + "\n0" + String(repeating: ",nan", count: 17) + "\n"
    #expect(try Self.rows(failed).map { $0.face == nil } == [true])
  }

  @Test("Landmarks are read only if all are there")
  func landmarks() throws {
    let names = (0..<68).map { "x_\($0)" } + (0..<68).map { "y_\($0)" }
    let cells = (0..<136).map { "\($0).5" }
    let whole = Self.table(names.joined(separator: ","), [cells.joined(separator: ",")])
    let points = try #require(try Self.rows(whole).first?.face?.landmarks?.points)
    #expect(points[3] == Point(x: 3.5, y: 71.5) && points.count == 68)
    let part = Self.table(names.dropLast().joined(separator: ","), [cells.dropLast().joined(separator: ",")])
    #expect(try Self.rows(part).first?.face?.landmarks == nil)
  }

  @Test("Errors name the line and column")
  func errors() throws {
    let good = Self.table("timestamp", ["0", "1"])
    let table: [(String, FaceTableError, String)] = [
      ("", .empty, "the file is empty"), ("\n\n", .empty, "the file is empty"),
      (
        good.replacingOccurrences(of: "AU04_r", with: "AU04_raw"), .missingColumn("AU04_r"),
        "line 1: there is no column AU04_r"
      ),
      (
        good.replacingOccurrences(of: "\n1,0.01", with: "\n1,high"),
        .notANumber(line: 3, column: "AU01_r", text: "high"), "line 3, column AU01_r: 'high' is not a finite number"
      ),
      (
        good.replacingOccurrences(of: "\n1,", with: "\n,"), .notANumber(line: 3, column: "timestamp", text: ""),
        "line 3, column timestamp: '' is not a finite number"
      ),
      (String(good.dropLast(6)), .missingCell(line: 3, column: "AU45_r"), "line 3: the row ends before column AU45_r"),
    ]
    for (text, error, words) in table {
      #expect(throws: error) { try Self.rows(text) }
      #expect(error.description == words)
    }
    for word in ["nan", "inf", "1e999", "0x1", "1.2.3", "1 2", "--1", "e", "1e", "\"\"1\"\""] {
      let text = good.replacingOccurrences(of: "\n1,0.01", with: "\n1,\(word)")
      #expect(throws: FaceTableError.self, "\(word)") { try Self.rows(text) }
    }
    let long = good + "2," + String(repeating: "0", count: 2 << 20)
    #expect(throws: FaceTableError.file(.rowTooLong(line: 4))) { try Self.rows(long) }
  }

  @Test("Files that cannot be read")
  func files() throws {
    let folder = try WorkFolder()
    #expect(throws: FaceTableError.file(.notFound)) { try Self.rows(path: folder.path("missing.csv")) }
    #expect(throws: FaceTableError.file(.directory)) { try Self.rows(path: folder.path) }
    #expect(throws: FaceTableError.file(.device)) { try Self.rows(path: "/dev/zero") }
    struct Stopped: Error {}
    let path = try folder.put(Self.table("timestamp", ["0"]), "face.csv")
    #expect(throws: Stopped.self) {
      try FaceTable.read(path: path, checkCancellation: { throw Stopped() }, handler: { _ in })
    }
  }

  @Test("A key selects one row; other rows may contain anything")
  func keys() throws {
    let text = Self.table("name,success", ["a,1", "\"b, c\",1", "a,0"]).replacingOccurrences(
      of: "\na,1,0.01",
      with: "\na,1,?"
    )
    func rows(_ key: String) throws -> [FaceTableRow] {
      let folder = try WorkFolder()
      var rows: [FaceTableRow] = []
      try FaceTable.read(path: folder.put(text, "faces.csv"), key: key) { rows.append($0) }
      return rows
    }
    #expect(try rows("b, c").map(\.line) == [3])
    #expect(throws: FaceTableError.notANumber(line: 2, column: "AU01_r", text: "?")) { try rows("a") }
    #expect(throws: FaceTableError.missingKey(key: "b")) { try rows("b") }
    #expect(FaceTableError.missingKey(key: "b").description == "no row has 'b' in its first column")
  }

  @Test("Reads a pipe like a file, however it is split into pieces")
  func pipe() throws {
    let folder = try WorkFolder()
    let path = folder.path("pipe.csv")
    #expect(mkfifo(path, 0o600) == 0)
    let text = Self.table("timestamp", (0..<300).map { "\($0)" })
    let writer = Thread {
      let descriptor = open(path, O_WRONLY)
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = rest.prefix(997).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count <= 0 { break }
        rest = rest.dropFirst(count)
      }
      close(descriptor)
    }
    writer.start()
    #expect(try Self.rows(path: path) == Self.rows(text))
  }
}

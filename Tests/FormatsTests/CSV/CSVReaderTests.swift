import Foundation
import TestSupport
import Testing

@testable import Formats

@Suite("Comma-separated values")
struct CSVReaderTests {
  static func rows(_ text: String, _ spaces: CSVParsedRow.Spaces = .kept, atMost count: Int = .max) throws -> [[String]]
  {
    let folder = try WorkFolder()
    var rows: [[String]] = []
    try CSVReader.read(path: folder.put(text, "table.csv"), spaces: spaces) { row in
      rows.append((0..<row.cellCount).map(row.text))
      return rows.count < count
    }
    return rows
  }

  @Test("Quoted cells hold commas, quotes and line ends")
  func quoted() throws {
    let text = "a,b\r\n\"one, two\",\"say \"\"no\"\"\"\r\n\"two\r\nlines\n\nmore\",\"\"\r\nlast,"
    #expect(
      try Self.rows(text) == [["a", "b"], ["one, two", "say \"no\""], ["two\r\nlines\n\nmore", ""], ["last", ""]]
    )
  }

  @Test("A quote inside a cell, and text after a closing quote, belong to the cell")
  func loose() throws {
    #expect(try Self.rows("5\" disk,a\"b\"\n\"a\"b,\"a\" \"b\"\n") == [["5\" disk", "a\"b\""], ["ab", "a \"b\""]])
  }

  @Test("Spaces are kept or trimmed, inside and outside quotes")
  func spaces() throws {
    let text = " a , \" b \" ,\t\"\"\"\"\n"
    #expect(try Self.rows(text) == [[" a ", " \" b \" ", "\t\"\"\"\""]])
    #expect(try Self.rows(text, .trimmed) == [["a", "b", "\""]])
  }

  @Test("A byte order mark, blank lines and a missing final line end make no difference")
  func spellings() throws {
    for text in ["a,b\n1,2\n", "\u{feff}a,b\r\n\r\n1,2\r\n", "\n\na,b\n\n1,2", "\u{feff}\"a\",b\n1,\"2\""] {
      #expect(try Self.rows(text) == [["a", "b"], ["1", "2"]])
    }
    #expect(try Self.rows("") == [] && Self.rows("\u{feff}\r\n") == [])
    #expect(try Self.rows("a\nb\nc\n\"", atMost: 2) == [["a"], ["b"]])
  }

  @Test("Rows report their line; cells, whether they are numbers and valid UTF-8")
  func cells() throws {
    let folder = try WorkFolder()
    let path = try folder.put(Array("a\n\"1\n2\",3\n\n-1.5e2,0x1,nan,1 ,".utf8) + [0xff], "table.csv")
    var lines: [Int] = []
    var numbers: [Double?] = []
    var texts: [String?] = []
    try CSVReader.read(path: path, spaces: .kept) { row in
      lines.append(row.line)
      numbers = (0..<row.cellCount).map(row.number)
      texts = (0..<row.cellCount).map(row.validText)
      return true
    }
    #expect(lines == [1, 2, 5] && numbers == [-150, nil, nil, nil, nil])
    #expect(texts == ["-1.5e2", "0x1", "nan", "1 ", nil])
  }

  @Test("An unclosed quote and an endless row are errors")
  func endless() throws {
    #expect(throws: CSVError.openQuote(line: 2)) { try Self.rows("a\n\"b\nc\n") }
    let long = String(repeating: "word\n", count: 300_000)
    #expect(throws: CSVError.rowTooLong(line: 2)) { try Self.rows("a\n\"\(long)") }
    #expect(throws: CSVError.rowTooLong(line: 2)) {
      try Self.rows("a\n" + long.replacingOccurrences(of: "\n", with: ""))
    }
    #expect(CSVError.openQuote(line: 2).description == "line 2: a quote is never closed")
  }

  @Test("Missing and unreadable files are errors")
  func files() throws {
    let folder = try WorkFolder()
    func read(_ path: String) throws { try CSVReader.read(path: path, spaces: .kept) { _ in true } }
    #expect(throws: CSVError.notFound) { try read(folder.path("missing.csv")) }
    #expect(throws: CSVError.notFound) { try read(folder.put("a", "file") + "/table.csv") }
    #expect(throws: CSVError.directory) { try read(folder.path) }
    #expect(throws: CSVError.device) { try read("/dev/zero") }
  }
}

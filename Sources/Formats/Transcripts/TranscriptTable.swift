/// Reads a table of stretches: CSV (RFC 4180) with a header that has `start_s`, `end_s` and optionally `text`, in any
/// order. Other columns are ignored. Times are seconds or `[H:]M:S`.
enum TranscriptTable {
  private static let columns = (start: "start_s", end: "end_s", text: "text")

  /// Whether the first line is the header of such a table.
  static func isTable(_ line: ArraySlice<UInt8>) -> Bool {
    var row = CSVParsedRow(spaces: .trimmed)
    guard row.append(line) else { return false }
    return (0..<row.cellCount).contains { [columns.start, columns.end].contains(row.text($0)) }
  }

  static func stretches(in text: TranscriptText) throws(TranscriptError) -> [Transcript.Stretch] {
    var row = CSVParsedRow(spaces: .trimmed)
    var header: [String: Int]?
    var stretches: [Transcript.Stretch] = []
    for line in text.lines {
      guard row.append(line.bytes), !row.isBlank else { continue }
      if let header {
        stretches.append(try stretch(row, header))
      } else {
        let names = (0..<row.cellCount).map { (row.text($0), $0) }
        let found = Dictionary(names) { first, _ in first }
        for name in [columns.start, columns.end] where found[name] == nil { throw .missingColumn(name) }
        header = found
      }
    }
    if row.isQuoteOpen { throw .openQuote(line: row.line) }
    return stretches
  }

  private static func stretch(
    _ row: CSVParsedRow,
    _ header: [String: Int]
  ) throws(TranscriptError) -> Transcript.Stretch {
    let start = try time(columns.start, row, header)
    let end = try time(columns.end, row, header)
    if end < start { throw .endBeforeStart(line: row.line) }
    let text = header[columns.text].flatMap { $0 < row.cellCount ? row.text($0) : nil } ?? ""
    return Transcript.Stretch(startSeconds: start, endSeconds: end, text: text.singleSpaced)
  }

  private static func time(
    _ name: String,
    _ row: CSVParsedRow,
    _ header: [String: Int]
  ) throws(TranscriptError) -> Double {
    guard let cell = header[name], cell < row.cellCount, !row.isEmpty(cell) else {
      throw .missingCell(name, line: row.line)
    }
    let bytes = Array(row.text(cell).utf8)[...]
    let seconds = row.number(cell) ?? ClockTime.decimal(bytes) ?? ClockTime.seconds(bytes)
    guard let time = seconds.flatMap(ClockTime.checked) else { throw .badTime(bytes.text, line: row.line) }
    return time
  }
}

import Formats
import Records
import System

/// Writes a table of the fields selected by `--fields`, one column each.
///
/// On a terminal a column has the typical width of its values; a longer value shifts the rest of its row. In a file or
/// pipe the first rows are held back until the columns fit them.
public final class FieldTableWriter: RecordWriter {
  private let sink: any OutputSink
  private var columns: [(name: String, path: [String], width: Int)]
  private let style: TableStyle
  private let paint: TablePaint
  /// The first rows of a file or pipe, until the columns are as wide as they need to be; nil once they are.
  private var held: [[String]]?

  /// The number of rows held back.
  private static let maxHeld = 100

  public init(sink: any OutputSink, fields: FieldSelection, style: TableStyle = TableStyle()) {
    self.sink = sink
    self.style = style
    paint = TablePaint(isOn: style.colour)
    columns = fields.columns.map { name in
      let path = name.split(separator: ".").map(String.init)
      return (name, path, max(DisplayText.width(of: name), style.width == nil ? 0 : Self.width(of: name, style)))
    }
    held = style.width == nil ? [] : nil
  }

  public func begin() throws(OutputError) {
    if held == nil { try write(columns.map(\.name), paint: paint.bold) }
  }

  public func write(_ record: EncodedRecord) throws(OutputError) {
    let cells = columns.map { column in
      let text = DisplayText.escaped(Self.text(record.json.value(at: column.path) ?? .null))
      return column.name == "path" && style.width != nil ? DisplayText.shortened(text, to: column.width) : text
    }
    guard held != nil else { return try write(cells, paint: record.record.failure == nil ? { $0 } : paint.error) }
    held!.append(cells)
    if held!.count == Self.maxHeld { try writeHeld() }
  }

  public func finish() throws(OutputError) {
    try writeHeld()
    try sink.finish()
  }

  /// Writes the rows held back, in columns that fit them. They have no colour.
  private func writeHeld() throws(OutputError) {
    guard let rows = held else { return }
    held = nil
    for index in columns.indices {
      columns[index].width = rows.reduce(columns[index].width) { max($0, DisplayText.width(of: $1[index])) }
    }
    try write(columns.map(\.name), paint: { $0 })
    for row in rows { try write(row, paint: { $0 }) }
  }

  private func write(_ cells: [String], paint: (String) -> String) throws(OutputError) {
    var line = ""
    for (cell, column) in zip(cells, columns) {
      line += DisplayText.padded(cell, to: column.width) + "  "
    }
    while line.last == " " { line.removeLast() }
    try sink.write(Array((paint(line) + "\n").utf8))
  }

  private static func text(_ value: JSONValue) -> String {
    if case .string(let text) = value { text } else { value == .null ? "–" : value.serialized() }
  }

  private static func width(of name: String, _ style: TableStyle) -> Int {
    switch name {
    case "path": min(32, max(16, (style.width ?? 96) / 3))
    case "modified": 20
    case "emotion": 9
    case "error.kind": 17
    case "model": 16
    default: 6
    }
  }
}

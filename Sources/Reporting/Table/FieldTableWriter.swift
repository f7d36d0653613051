import Formats
import Records
import System

/// Writes a table of the fields selected by `--fields`, one column each.
///
/// A column has the typical width of its values; a longer value shifts the rest of its row.
public final class FieldTableWriter: RecordWriter {
  private let sink: any OutputSink
  private let columns: [(name: String, path: [String], width: Int)]
  private let style: TableStyle
  private let paint: TablePaint

  public init(sink: any OutputSink, fields: FieldSelection, style: TableStyle = TableStyle()) {
    self.sink = sink
    self.style = style
    paint = TablePaint(isOn: style.colour)
    columns = fields.columns.map { name in
      let path = name.split(separator: ".").map(String.init)
      return (name, path, max(DisplayText.width(of: name), Self.width(of: name, style)))
    }
  }

  public func begin() throws(OutputError) {
    try write(columns.map(\.name), paint: paint.bold)
  }

  public func write(_ record: EncodedRecord) throws(OutputError) {
    let cells = columns.map { column in
      let text = DisplayText.escaped(Self.text(record.json.value(at: column.path) ?? .null))
      return column.name == "path" && style.width != nil ? DisplayText.shortened(text, to: column.width) : text
    }
    try write(cells, paint: record.record.failure == nil ? { $0 } : paint.error)
  }

  public func finish() throws(OutputError) {
    try sink.finish()
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

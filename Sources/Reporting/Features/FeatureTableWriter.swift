import Formats
import System

/// A column of a feature table: one number, or several that belong together.
///
/// A row's values are in column order. In CSV every value has its own column. In JSON Lines, points are a list of pairs
/// and a group is an object.
public enum FeatureColumn: Equatable, Sendable {
  /// One number, to at most `decimals` (0…9) places, or in its shortest round-trip form without `decimals`.
  case number(String, decimals: Int? = nil)

  /// Image points: every x, then every y (`x_0 … x_67, y_0 … y_67`). In JSON `[[x, y], …]` under the name, or `null`
  /// for a frame without points.
  case points(String, count: Int, decimals: Int? = nil)

  /// Numbers with their own names; in JSON an object.
  case group(String, [String], decimals: Int? = nil)

  /// A list of numbers (`name_0 … name_n`). In JSON a list under the name, or `null` for a frame without values.
  case list(String, count: Int, decimals: Int? = nil)

  /// The names of the CSV columns.
  public var csvNames: [String] {
    switch self {
    case .number(let name, _): [name]
    case .points(_, let count, _): (0..<count).map { "x_\($0)" } + (0..<count).map { "y_\($0)" }
    case .group(_, let names, _): names
    case .list(let name, let count, _): (0..<count).map { "\(name)_\($0)" }
    }
  }

  fileprivate var decimals: Int? {
    switch self {
    case .number(_, let decimals), .points(_, _, let decimals), .group(_, _, let decimals), .list(_, _, let decimals):
      decimals
    }
  }

  /// The indices of the column's values.
  fileprivate var csvIndices: Range<Int> {
    switch self {
    case .number: 0..<1
    case .points(_, let count, _): 0..<2 * count
    case .list(_, let count, _): 0..<count
    case .group(_, let names, _): 0..<names.count
    }
  }
}

/// Writes rows of numbers with named columns, as CSV or JSON Lines.
///
/// A number that is not finite becomes an empty cell or `null`. Rows are buffered and written in whole-row chunks. Use
/// a writer from one task only.
public final class FeatureTableWriter {
  /// The format of the rows.
  public enum Format: String, CaseIterable, Sendable {
    case csv, jsonl
  }

  private let sink: any OutputSink
  private let format: Format
  private let columns: [FeatureColumn]
  private let withPath: Bool
  private let valueCount: Int
  /// The JSON text `"name":` of each column and of the names in a group.
  private let keys: [(key: [UInt8], names: [[UInt8]])]
  private var buffer: [UInt8] = []
  private var rowPath: (path: ClipPath, text: [UInt8])?

  private static let bufferSize = 1 << 16

  /// - Parameters:
  ///   - withPath: Whether the first column is `path`.
  public init(sink: any OutputSink, format: Format, columns: [FeatureColumn], withPath: Bool) {
    self.sink = sink
    self.format = format
    self.columns = columns
    self.withPath = withPath
    valueCount = columns.reduce(0) { $0 + $1.csvNames.count }
    keys = columns.map { column in
      switch column {
      case .number(let name, _), .points(let name, _, _), .list(let name, _, _): (Self.key(name), [])
      case .group(let name, let names, _): (Self.key(name), names.map(Self.key))
      }
    }
  }

  /// Writes the header, if the format has one.
  public func begin() throws(OutputError) {
    guard format == .csv else { return }
    try sink.write(CSVRow.bytes((withPath ? ["path"] : []) + columns.flatMap(\.csvNames)))
  }

  /// Writes a row. `values` must have one value per CSV column after the path. `path` is ignored if the table has no
  /// path column.
  public func write(path: ClipPath? = nil, _ values: some RandomAccessCollection<Float>) throws(OutputError) {
    try write(path: path, values.map { Double($0) })
  }

  /// Writes a row of numbers that need more precision than `Float`, such as times.
  public func write(path: ClipPath? = nil, _ values: [Double]) throws(OutputError) {
    precondition(values.count == valueCount, "a row needs one value per column")
    switch format {
    case .csv: appendCSV(path, values)
    case .jsonl: appendJSON(path, values)
    }
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes the buffered rows and completes the output.
  public func finish() throws(OutputError) {
    try flush()
    try sink.finish()
  }

  private func flush() throws(OutputError) {
    guard !buffer.isEmpty else { return }
    try sink.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func appendCSV(_ path: ClipPath?, _ values: [Double]) {
    if withPath { appendPath(path) }
    var index = 0
    for column in columns {
      for _ in column.csvIndices {
        if index > 0 || withPath { buffer.append(UInt8(ascii: ",")) }
        if values[index].isFinite { NumberText.append(values[index], decimals: column.decimals, to: &buffer) }
        index += 1
      }
    }
  }

  private func appendJSON(_ path: ClipPath?, _ values: [Double]) {
    buffer.append(UInt8(ascii: "{"))
    if withPath { appendPath(path) }
    var start = 0
    for (column, key) in zip(columns, keys) {
      if start > 0 || withPath { buffer.append(UInt8(ascii: ",")) }
      buffer.append(contentsOf: key.key)
      switch column {
      case .number: appendOrNull(values[start], column.decimals)
      case .points(_, let count, _): appendPoints(values[start..<start + 2 * count], column.decimals)
      case .list(_, let count, _): appendList(values[start..<start + count], column.decimals)
      case .group:
        for (offset, name) in key.names.enumerated() {
          buffer.append(UInt8(ascii: offset == 0 ? "{" : ","))
          buffer.append(contentsOf: name)
          appendOrNull(values[start + offset], column.decimals)
        }
        buffer.append(contentsOf: (key.names.isEmpty ? "{}" : "}").utf8)
      }
      start += column.csvIndices.count
    }
    buffer.append(UInt8(ascii: "}"))
  }

  private func appendPoints(_ values: ArraySlice<Double>, _ decimals: Int?) {
    let count = values.count / 2
    guard values.contains(where: \.isFinite) else {
      buffer.append(contentsOf: "null".utf8)
      return
    }
    buffer.append(UInt8(ascii: "["))
    for point in values.startIndex..<values.startIndex + count {
      buffer.append(contentsOf: (point == values.startIndex ? "[" : ",[").utf8)
      appendOrNull(values[point], decimals)
      buffer.append(UInt8(ascii: ","))
      appendOrNull(values[point + count], decimals)
      buffer.append(UInt8(ascii: "]"))
    }
    buffer.append(UInt8(ascii: "]"))
  }

  private func appendList(_ values: ArraySlice<Double>, _ decimals: Int?) {
    guard values.contains(where: \.isFinite) else {
      buffer.append(contentsOf: "null".utf8)
      return
    }
    for (offset, value) in values.enumerated() {
      buffer.append(UInt8(ascii: offset == 0 ? "[" : ","))
      appendOrNull(value, decimals)
    }
    buffer.append(UInt8(ascii: "]"))
  }

  private func appendOrNull(_ value: Double, _ decimals: Int?) {
    if value.isFinite {
      NumberText.append(value, decimals: decimals, to: &buffer)
    } else {
      buffer.append(contentsOf: "null".utf8)
    }
  }

  /// Appends the path's cell or key. The text is cached between rows.
  private func appendPath(_ path: ClipPath?) {
    let path = path ?? ClipPath("")
    if let rowPath, rowPath.path == path {
      buffer.append(contentsOf: rowPath.text)
      return
    }
    var text: [UInt8] = []
    switch format {
    case .csv: CSVRow.append(path.description, to: &text)
    case .jsonl: text = Self.key("path") + JSONValue.string(path.description).utf8()
    }
    rowPath = (path, text)
    buffer.append(contentsOf: text)
  }

  private static func key(_ name: String) -> [UInt8] {
    JSONValue.string(name).utf8() + [UInt8(ascii: ":")]
  }
}

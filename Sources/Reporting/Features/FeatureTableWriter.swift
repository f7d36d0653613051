import Formats
import System

/// One key of a row of features: a number, or several that belong together.
///
/// A row's values come in the order of the columns. In CSV every value has a column of its own; as JSON Lines points
/// are a list of pairs and a group is an object.
public enum FeatureColumn: Equatable, Sendable {
  /// One number; with `decimals` (0…9) it is written to at most so many places, without as short as it reads back.
  case number(String, decimals: Int? = nil)

  /// So many points of a picture: first every x, then every y (`x_0 … x_67, y_0 … y_67`), or as JSON under a name
  /// `[[x, y], …]`. A frame without them has `null` there.
  case points(String, count: Int, decimals: Int? = nil)

  /// Numbers under names of their own, or as JSON an object of these names.
  case group(String, [String], decimals: Int? = nil)

  /// So many numbers (`name_0 … name_n`), or as JSON a list under the name. A frame without them has `null` there.
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

  /// As many indices as the column has values.
  fileprivate var csvIndices: Range<Int> {
    switch self {
    case .number: 0..<1
    case .points(_, let count, _): 0..<2 * count
    case .list(_, let count, _): 0..<count
    case .group(_, let names, _): 0..<names.count
    }
  }
}

/// Writes rows of numbers under named columns, as CSV or as JSON Lines.
///
/// A number that is not finite is an empty cell, or `null`. Rows are gathered and written many at a time, whole rows
/// only. A writer belongs to one task.
public final class FeatureTableWriter {
  /// How the rows are written.
  public enum Format: String, CaseIterable, Sendable {
    case csv, jsonl
  }

  private let sink: any OutputSink
  private let format: Format
  private let columns: [FeatureColumn]
  private let withPath: Bool
  private let valueCount: Int
  /// The JSON texts `"name":` of the columns and of a group's names.
  private let keys: [(key: [UInt8], names: [[UInt8]])]
  private var buffer: [UInt8] = []
  private var rowPath: (path: ClipPath, text: [UInt8])?

  private static let bufferSize = 1 << 16

  /// - Parameters:
  ///   - withPath: the first column is `path`.
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

  /// Writes the header, where the format has one.
  public func begin() throws(OutputError) {
    guard format == .csv else { return }
    try sink.write(CSVRow.bytes((withPath ? ["path"] : []) + columns.flatMap(\.csvNames)))
  }

  /// Writes a row. `values` must have one value for each CSV column after the path, and `path` is left out of account
  /// when the table has no such column.
  public func write(path: ClipPath? = nil, _ values: some RandomAccessCollection<Float>) throws(OutputError) {
    try write(path: path, values.map { Double($0) })
  }

  /// Writes a row of numbers that need more places than a `Float` has, such as times.
  public func write(path: ClipPath? = nil, _ values: [Double]) throws(OutputError) {
    precondition(values.count == valueCount, "a row needs one value for each column")
    switch format {
    case .csv: appendCSV(path, values)
    case .jsonl: appendJSON(path, values)
    }
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes what is gathered and completes the output.
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

  /// The path's cell or key; the text is kept from row to row.
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

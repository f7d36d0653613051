/// Rows of text in aligned columns.
enum AlignedRows {
  /// Returns one line for each row, the first of which is the header.
  ///
  /// - Parameters:
  ///   - leftColumns: the columns that are aligned on the left.
  ///   - title: paints the header.
  static func text(_ rows: [[String]], leftColumns: Set<Int>, title: (String) -> String) -> String {
    let widths = rows[0].indices.map { column in rows.map { DisplayText.width(of: $0[column]) }.max() ?? 0 }
    let lines = rows.map { row in
      var line = row.indices.map {
        DisplayText.padded(row[$0], to: widths[$0], onTheLeft: !leftColumns.contains($0))
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    return ([title(lines[0])] + lines.dropFirst()).map { $0 + "\n" }.joined()
  }
}

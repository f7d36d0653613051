/// Reads CSV after RFC 4180, for tests.
func cells(ofCSV text: String) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var cell = ""
  var isQuoted = false
  var scalars = Array(text.unicodeScalars)[...]
  while let scalar = scalars.popFirst() {
    switch (scalar, isQuoted) {
    case ("\"", true) where scalars.first == "\"":
      scalars.removeFirst()
      cell.append("\"")
    case ("\"", _): isQuoted.toggle()
    case (",", false):
      row.append(cell)
      cell = ""
    case ("\n", false):
      rows.append(row + [cell])
      (row, cell) = ([], "")
    default: cell.unicodeScalars.append(scalar)
    }
  }
  return rows
}

import Formats

/// Formats numbers fast enough for millions of cells.
enum NumberText {
  private static let scales: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

  /// Appends a finite number with at most `decimals` (0…9) places, or in its shortest round-trip form. A value that is
  /// exact as a `Float` uses the shortest form of a `Float`.
  static func append(_ value: Double, decimals: Int?, to text: inout [UInt8]) {
    if let decimals {
      let scaled = (value * scales[decimals]).rounded()
      if abs(scaled) < 9e15 {
        append(Int(scaled), decimals: decimals, to: &text)
        return
      }
    }
    if value == value.rounded(), abs(value) < 9e15 {
      append(Int(value), decimals: 0, to: &text)
      return
    }
    let narrow = Float(value)
    let short = Double(narrow) == value ? narrow.description : value.description
    text.append(contentsOf: (short.utf8.contains(UInt8(ascii: "e")) ? decimalText(of: Double(short)!) : short).utf8)
  }

  /// Appends `scaled` divided by 10 to the power of `decimals`, without trailing zeros.
  private static func append(_ scaled: Int, decimals: Int, to text: inout [UInt8]) {
    var rest = scaled.magnitude
    var places = decimals
    while places > 0, rest % 10 == 0 {
      rest /= 10
      places -= 1
    }
    if scaled < 0 { text.append(UInt8(ascii: "-")) }
    let start = text.count
    repeat {
      text.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
      if text.count - start == places, places > 0 { text.append(UInt8(ascii: ".")) }
    } while rest > 0 || text.count - start <= (places > 0 ? places + 1 : 0)
    text[start...].reverse()
  }
}

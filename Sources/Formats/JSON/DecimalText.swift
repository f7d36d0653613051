/// The shortest text that reads back as `value`, without an exponent where people expect none: 0.05, 0.00001, 3.
///
/// From 10²¹ upwards and below 10⁻⁷ the exponent stays, as it does in JavaScript. `value` must be finite.
public func decimalText(of value: Double) -> String {
  if value == value.rounded(), abs(value) < 9e15 { return String(Int(value)) }
  let text = value.description
  guard let marker = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: marker)...]) else {
    return text
  }
  let sign = value < 0 ? "-" : ""
  let mantissa = text[..<marker].drop { $0 == "-" }
  let whole = mantissa.prefix { $0 != "." }
  let fraction = mantissa.dropFirst(whole.count + 1)
  let digits = whole + (fraction == "0" ? "" : fraction)
  switch exponent {
  case -7..<0:
    return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
  case 0..<21 where digits.count <= exponent + 1:
    return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
  default:
    return sign + whole + (digits.count > 1 ? "." + digits.dropFirst() : "") + "e" + String(exponent)
  }
}

extension Double {
  /// This value with at most `places` decimals (0…9), never negative zero.
  public func rounded(places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (self * scale).rounded()
    return scaled.isFinite ? scaled / scale + 0 : self
  }
}

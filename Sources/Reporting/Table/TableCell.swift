import Records

/// The texts of a table's cells. All numbers must be finite.
enum TableCell {
  /// The streams' shares in percent, or the only stream's name.
  static func share(_ analysis: ClipAnalysis) -> String {
    switch (analysis.voice, analysis.face) {
    case (let voice?, _?):
      let percent = Int((voice.weight * 100).rounded())
      return "\(percent):\(100 - percent)"
    case (_?, nil): return "voice only"
    case (nil, _?): return "face only"
    case (nil, nil): return ""
    }
  }

  /// A probability in whole percent.
  static func percent(_ probability: Double) -> String {
    "\(Int((probability * 100).rounded())) %"
  }

  /// Seconds with one decimal, or minutes and hours: 3.3 s, 12:05, 1:02:03.
  static func length(_ duration: Double) -> String {
    guard duration >= 100 else { return duration == 0 ? "still" : "\(seconds(duration)) s" }
    let whole = Int(duration.rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  /// Seconds with one decimal.
  static func seconds(_ time: Double) -> String {
    let tenths = Int((time * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension Sidecar {
  /// SubRip: numbered cues, a comma before the milliseconds.
  var subRip: String {
    marks.enumerated().map { index, mark in
      "\(index + 1)\n\(Self.clock(mark.start, ",")) --> \(Self.clock(mark.end, ","))\n\(mark.caption)\n\n"
    }.joined()
  }

  /// WebVTT (W3C).
  var webVTT: String {
    "WEBVTT\n\nNOTE emotion over time by \(model)\n\n"
      + marks.map { mark in
        "\(Self.clock(mark.start, ".")) --> \(Self.clock(mark.end, "."))\n\(mark.caption)\n\n"
      }.joined()
  }

  /// `00:01:02,345`
  private static func clock(_ milliseconds: Int, _ separator: String) -> String {
    func padded(_ number: Int, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let seconds = milliseconds / 1_000
    let time = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0) }.joined(separator: ":")
    return time + separator + padded(milliseconds % 1_000, 3)
  }
}

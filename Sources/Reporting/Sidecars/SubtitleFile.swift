import Records

/// A clip's emotion over time as subtitles: `happy 82 %`, or with a transcript `[happy] what is said`.
struct SubtitleFile {
  private let marks: [SidecarMark]
  private let model: String

  init(_ sidecar: Sidecar) {
    marks = sidecar.tracks.flatMap { SidecarMark.marks($0.segments) }
    model = sidecar.model
  }

  /// SubRip: numbered cues, a comma before the milliseconds.
  var subRip: String {
    cues.enumerated().map { index, cue in
      "\(index + 1)\n\(clock(cue.mark.start, ",")) --> \(clock(cue.mark.end, ","))\n\(cue.caption)\n\n"
    }.joined()
  }

  /// WebVTT (W3C).
  var webVTT: String {
    "WEBVTT\n\nNOTE emotion over time by \(model)\n\n"
      + cues.map { cue in
        "\(clock(cue.mark.start, ".")) --> \(clock(cue.mark.end, "."))\n\(escapedXML(cue.caption, quotes: false))\n\n"
      }.joined()
  }

  /// The marks with something to show.
  private var cues: [(mark: SidecarMark, caption: String)] {
    marks.map { ($0, caption($0)) }.filter { !$0.caption.isEmpty }
  }

  private func caption(_ mark: SidecarMark) -> String {
    if let text = mark.text {
      return [mark.emotion.map { "[\($0)]" }, text.isEmpty ? nil : text].compactMap(\.self).joined(separator: " ")
    }
    guard let emotion = mark.emotion, let confidence = mark.roundedConfidence else { return "" }
    return emotion == EmotionVerdict.uncertain.rawValue ? emotion : "\(emotion) \(Int((confidence * 100).rounded())) %"
  }

  /// `00:01:02,345`
  private func clock(_ milliseconds: Int, _ separator: String) -> String {
    func padded(_ number: Int, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let seconds = milliseconds / 1_000
    let time = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0) }.joined(separator: ":")
    return time + separator + padded(milliseconds % 1_000, 3)
  }
}

/// Escapes what is markup in XML and WebVTT, and drops what XML cannot contain.
///
/// - Parameter quotes: Whether to escape quotes, as in an attribute.
func escapedXML(_ text: String, quotes: Bool = true) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"" where quotes: "&quot;"
    case "\t", "\n", "\r": " "
    case "\0"..<" ", "\u{fffe}", "\u{ffff}": ""
    default: String(scalar)
    }
  }.joined()
}

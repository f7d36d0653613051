import Records
import System

/// Writes a readable row per clip, as soon as it is available.
///
/// ```
/// clip        emotion    confidence        next           voice:face   length  notes
/// clip.mp4    happy      ████████░░  82 %  surprised 5 %     44:56      3.3 s  backlit
/// x.mp4       error: no_streams: the file has neither sound nor pictures
/// ```
///
/// Rows are written as they arrive, so column widths are fixed; only the path's column depends on the terminal.
/// Segments and faces follow their clip's row, indented.
public final class TableWriter: RecordWriter {
  private let sink: any OutputSink
  private let style: TableStyle
  private let paint: TablePaint
  private let clipWidth: Int
  /// Whether there is room for the second most probable label.
  private let showsNext: Bool

  private static let emotionWidth = 9
  private static let barWidth = 10
  private static let nextWidth = 15
  private static let shareWidth = 10
  private static let lengthWidth = 8

  public init(sink: any OutputSink, style: TableStyle = TableStyle()) {
    self.sink = sink
    self.style = style
    paint = TablePaint(isOn: style.colour)
    let showsNext = style.width.map { $0 >= 100 } ?? true
    self.showsNext = showsNext
    let columns = [Self.emotionWidth, Self.barWidth + 6, Self.shareWidth, Self.lengthWidth]
    let others = columns.reduce(0) { $0 + 2 + $1 } + (showsNext ? 2 + Self.nextWidth : 0)
    // The title of the notes always fits; on a wide terminal short notes fit too.
    clipWidth = style.width.map { min(60, max(12, $0 - others - (showsNext ? 18 : 7))) } ?? 32
  }

  public func begin() throws(OutputError) {
    let titles = [
      DisplayText.padded("clip", to: clipWidth),
      DisplayText.padded("emotion", to: Self.emotionWidth),
      DisplayText.padded("confidence", to: Self.barWidth + 6),
      showsNext ? DisplayText.padded("next", to: Self.nextWidth) : nil,
      DisplayText.padded("voice:face", to: Self.shareWidth),
      DisplayText.padded("length", to: Self.lengthWidth, onTheLeft: true),
      "notes",
    ].compactMap(\.self).joined(separator: "  ")
    try write(line: paint.bold(titles))
  }

  public func write(_ encoded: EncodedRecord) throws(OutputError) {
    let record = encoded.record
    switch record.outcome {
    case .ok(let analysis):
      var lines = [row(of: analysis, clip: clip(record, channel: analysis.channel))]
      lines += (analysis.faces ?? []).map(line)
      if style.showsSegments { lines += (analysis.segments ?? []).map(line) }
      try write(line: lines.joined(separator: "\n"))
    case .failed(let failure):
      let message = DisplayText.escaped("error: \(failure.kind.rawValue): \(failure.message)")
      try write(line: clip(record, channel: nil) + "  " + paint.error(message))
    }
  }

  public func finish() throws(OutputError) {
    try sink.finish()
  }

  private func write(line: String) throws(OutputError) {
    try sink.write(Array(line.utf8) + [UInt8(ascii: "\n")])
  }

  private func clip(_ record: ClipRecord, channel: Int?) -> String {
    let channel = channel.map { " [channel \($0)]" } ?? ""
    var path = DisplayText.escaped(record.path.description)
    if style.width != nil { path = DisplayText.shortened(path, to: max(4, clipWidth - channel.utf8.count)) }
    return DisplayText.padded(path + channel, to: clipWidth)
  }

  private func row(of analysis: ClipAnalysis, clip: String) -> String {
    let ranked = analysis.probabilities.ranked
    let next = ranked.dropFirst(analysis.emotion == .uncertain ? 0 : 1).first
    let nextText = next.map { "\($0.label.rawValue) \(TableCell.percent($0.probability))" } ?? ""
    let share = DisplayText.padded(TableCell.share(analysis), to: Self.shareWidth, onTheLeft: true)
    let length = DisplayText.padded(TableCell.length(analysis.durationSeconds), to: Self.lengthWidth, onTheLeft: true)
    let notes = paint.warning(DisplayText.escaped(analysis.warnings.map(\.rawValue).joined(separator: "; ")))
    return [
      clip,
      verdict(analysis.emotion, analysis.confidence),
      showsNext ? DisplayText.padded(nextText, to: Self.nextWidth) : nil,
      share,
      length,
      notes.isEmpty ? nil : notes,
    ].compactMap(\.self).joined(separator: "  ")
  }

  /// Emotion, bar and percentage.
  private func verdict(_ emotion: EmotionVerdict, _ confidence: Double) -> String {
    let full = min(Self.barWidth, max(0, Int((confidence * Double(Self.barWidth)).rounded())))
    let bar = String(repeating: style.blocks ? "█" : "#", count: full)
    let rest = String(repeating: style.blocks ? "░" : ".", count: Self.barWidth - full)
    let percent = DisplayText.padded(TableCell.percent(confidence), to: 5, onTheLeft: true)
    let name = DisplayText.padded(emotion.rawValue, to: Self.emotionWidth)
    return paint.emotion(name, emotion) + "  " + paint.emotion(bar, emotion) + paint.faint(rest) + " " + percent
  }

  private func line(_ segment: EmotionSegment) -> String {
    let time = "\(TableCell.seconds(segment.startSeconds))–\(TableCell.seconds(segment.endSeconds)) s"
    let text = segment.text.flatMap { $0.isEmpty ? nil : "  " + DisplayText.escaped($0) } ?? ""
    guard let emotion = segment.emotion else {
      let width = text.isEmpty ? 0 : Self.emotionWidth + Self.barWidth + 8
      return indented(time, paint.faint(DisplayText.padded("no voice or face", to: width)) + text)
    }
    return indented(time, verdict(emotion, segment.confidence.flatMap { $0.isFinite ? $0 : nil } ?? 0) + text)
  }

  private func line(_ face: FaceRecord) -> String {
    indented("face \(face.id)", verdict(face.emotion, face.confidence))
  }

  private func indented(_ name: String, _ text: String) -> String {
    DisplayText.padded("  " + name, to: clipWidth) + "  " + text
  }
}

/// Formats the cells of a table. All numbers must be finite.
private enum TableCell {
  /// Returns the weights of voice and face in percent, or the name of the only stream.
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

  /// Formats a probability in whole percent.
  static func percent(_ probability: Double) -> String {
    "\(Int((probability * 100).rounded())) %"
  }

  /// Formats seconds with one decimal, or minutes and hours: 3.3 s, 12:05, 1:02:03.
  static func length(_ duration: Double) -> String {
    guard duration >= 100 else { return duration == 0 ? "still" : "\(seconds(duration)) s" }
    let whole = Int(duration.rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  /// Formats seconds with one decimal.
  static func seconds(_ time: Double) -> String {
    let tenths = Int((time * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

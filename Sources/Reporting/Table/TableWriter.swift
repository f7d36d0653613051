import Records
import System

/// Writes a readable row per clip, as soon as it is available.
///
/// ```
/// in recordings/
/// clip        emotion    confidence        next           voice:face   length  notes
/// clip.mp4    happy      ████████░░  82 %  surprised 5 %     44:56      3.3 s  backlit
/// x.mp4       error: no_streams: the file has neither sound nor pictures
/// ```
///
/// On a terminal rows are written as they arrive, so the widths depend on the terminal alone; on a narrow one the notes
/// have a line of their own. In a file or pipe the first rows are held back until the width of the longest name is known.
/// The labels over time of a long clip, segments and faces follow their clip's row, indented.
public final class TableWriter: RecordWriter {
  private let sink: any OutputSink
  private let style: TableStyle
  private let paint: TablePaint
  private var columns: TableColumns
  /// The first records of a file or pipe, until the clips' column is as wide as it needs to be; nil once it is.
  private var held: [ClipRecord]?

  /// The number of records held back.
  private static let maxHeld = 100
  /// How many labels of a long clip's time are shown, and the least of them.
  private static let shownShares = 3
  private static let minShownShare = 0.01

  public init(sink: any OutputSink, style: TableStyle = TableStyle()) {
    self.sink = sink
    self.style = style
    paint = TablePaint(isOn: style.colour)
    columns = TableColumns(terminalWidth: style.width)
    held = style.width == nil ? [] : nil
  }

  public func begin() throws(OutputError) {
    if held == nil { try writeTitles() }
  }

  public func write(_ encoded: EncodedRecord) throws(OutputError) {
    guard held != nil else { return try write(record: encoded.record) }
    held!.append(encoded.record)
    if held!.count == Self.maxHeld { try writeHeld() }
  }

  public func finish() throws(OutputError) {
    try writeHeld()
    try sink.finish()
  }

  /// Writes the records held back, in a column that fits them.
  private func writeHeld() throws(OutputError) {
    guard let records = held else { return }
    held = nil
    columns.clip = records.reduce(columns.clip) { max($0, DisplayText.width(of: name(of: $1))) }
    try writeTitles()
    for record in records { try write(record: record) }
  }

  private func writeTitles() throws(OutputError) {
    if let folder = style.folder { try write(line: paint.faint(DisplayText.escaped("in \(folder)"))) }
    try write(line: paint.bold(columns.titles))
  }

  private func write(record: ClipRecord) throws(OutputError) {
    switch record.outcome {
    case .ok(let analysis):
      var lines = [row(of: analysis, clip: clip(record))]
      if columns.hasNotesBelow, let notes = notes(analysis) { lines.append("  " + notes) }
      if let shares = analysis.timeShare { lines.append(line(shares)) }
      lines += (analysis.faces ?? []).map(line)
      if style.showsSegments {
        lines += (analysis.segments ?? []).map { line($0, ofOneChannel: analysis.channel != nil) }
      }
      try write(line: lines.joined(separator: "\n"))
    case .failed(let failure):
      let message = DisplayText.escaped("error: \(failure.kind.rawValue): \(failure.message)")
      try write(line: clip(record) + "  " + paint.error(message))
    }
  }

  private func write(line: String) throws(OutputError) {
    try sink.write(Array(line.utf8) + [UInt8(ascii: "\n")])
  }

  /// The clip's path below the common folder, with its channel.
  private func name(of record: ClipRecord) -> String {
    let channel =
      record.analysis?.channel.map { number in
        let isNamed = style.channelNames.indices.contains(number - 1)
        return " [\(isNamed ? DisplayText.escaped(style.channelNames[number - 1]) : "channel \(number)")]"
      } ?? ""
    var path = DisplayText.escaped(style.folder?.name(of: record.path) ?? record.path.description)
    if style.width != nil { path = DisplayText.shortened(path, to: max(4, columns.clip - channel.utf8.count)) }
    return path + channel
  }

  private func clip(_ record: ClipRecord) -> String {
    DisplayText.padded(name(of: record), to: columns.clip)
  }

  private func row(of analysis: ClipAnalysis, clip: String) -> String {
    let ranked = analysis.probabilities.ranked
    let next = ranked.dropFirst(analysis.emotion == .uncertain ? 0 : 1).first
    let nextText = next.map { "\($0.label.rawValue) \(TableCell.percent($0.probability))" } ?? ""
    return [
      clip,
      verdict(analysis.emotion, analysis.confidence),
      columns.next.map { DisplayText.padded(nextText, to: $0) },
      DisplayText.padded(TableCell.share(analysis), to: TableColumns.share, onTheLeft: true),
      DisplayText.padded(TableCell.length(analysis.durationSeconds), to: columns.length, onTheLeft: true),
      columns.hasNotesBelow ? nil : notes(analysis),
    ].compactMap(\.self).joined(separator: "  ")
  }

  /// Why a stream has no share, and the warnings; nil for neither.
  private func notes(_ analysis: ClipAnalysis) -> String? {
    let warnings = analysis.warnings.map(\.rawValue).joined(separator: "; ")
    let notes = [TableCell.reasonForShare(analysis).map(paint.faint), warnings.isEmpty ? nil : paint.warning(warnings)]
      .compactMap(\.self)
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// Emotion, bar and percentage.
  private func verdict(_ emotion: EmotionVerdict, _ confidence: Double) -> String {
    let full = min(columns.bar, max(0, Int((confidence * Double(columns.bar)).rounded())))
    let bar = String(repeating: style.blocks ? "█" : "#", count: full)
    let rest = String(repeating: style.blocks ? "░" : ".", count: columns.bar - full)
    let percent = DisplayText.padded(TableCell.percent(confidence), to: 5, onTheLeft: true)
    let name = DisplayText.padded(emotion.rawValue, to: TableColumns.emotion)
    return paint.emotion(name, emotion) + "  " + paint.emotion(bar, emotion) + paint.faint(rest) + " " + percent
  }

  /// Up to three of the labels that a long clip has most of the time.
  private func line(_ shares: EmotionShares) -> String {
    let parts = shares.ranked.prefix(Self.shownShares).filter { $0.share >= Self.minShownShare }.map { verdict, share in
      paint.emotion("\(verdict.rawValue) \(TableCell.percent(share))", verdict)
    }
    return "  \(parts.joined(separator: ", ")) of the time"
  }

  private func line(_ segment: EmotionSegment, ofOneChannel: Bool) -> String {
    let time = "\(TableCell.seconds(segment.startSeconds))–\(TableCell.seconds(segment.endSeconds)) s"
    let text = segment.text.flatMap { $0.isEmpty ? nil : "  " + DisplayText.escaped($0) } ?? ""
    guard let emotion = segment.emotion else {
      let reason = ofOneChannel ? "no voice" : "no voice or face"
      let width = text.isEmpty ? 0 : columns.verdict
      return indented(time, paint.faint(DisplayText.padded(reason, to: width)) + text)
    }
    return indented(time, verdict(emotion, segment.confidence.flatMap { $0.isFinite ? $0 : nil } ?? 0) + text)
  }

  private func line(_ face: FaceRecord) -> String {
    indented("face \(face.id)", verdict(face.emotion, face.confidence))
  }

  private func indented(_ name: String, _ text: String) -> String {
    DisplayText.padded("  " + name, to: columns.clip) + "  " + text
  }
}

/// The widths of a table's columns.
private struct TableColumns {
  static let emotion = 9
  static let share = 10

  var clip: Int
  let bar: Int
  /// The second most probable label; nil where there is no room for it.
  let next: Int?
  let length: Int
  /// Whether notes have a line of their own.
  let hasNotesBelow: Bool

  /// - Parameter terminalWidth: The terminal's width, or nil for a file or pipe.
  init(terminalWidth: Int?) {
    let isNarrow = terminalWidth.map { $0 < 100 } ?? false
    bar = isNarrow ? 4 : 10
    next = isNarrow ? (terminalWidth! < 72 ? nil : 14) : 15
    length = isNarrow ? 7 : 8
    hasNotesBelow = isNarrow
    let widths = [Self.emotion, bar + 6, next, Self.share, length].compactMap(\.self)
    // On a wide terminal short notes fit too.
    let others = widths.reduce(0) { $0 + 2 + $1 } + (isNarrow ? 0 : 18)
    clip = terminalWidth.map { min(60, max(12, $0 - others)) } ?? 12
  }

  /// Of emotion, bar and percentage.
  var verdict: Int { Self.emotion + bar + 8 }

  var titles: String {
    [
      DisplayText.padded("clip", to: clip),
      DisplayText.padded("emotion", to: Self.emotion),
      DisplayText.padded("confidence", to: bar + 6),
      next.map { DisplayText.padded("next", to: $0) },
      DisplayText.padded("voice:face", to: Self.share),
      DisplayText.padded("length", to: length, onTheLeft: true),
      hasNotesBelow ? nil : "notes",
    ].compactMap(\.self).joined(separator: "  ")
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

  /// Returns why the voice has no share in the label, or the face none although it is there; nil if a warning says so or
  /// nothing is to be said.
  static func reasonForShare(_ analysis: ClipAnalysis) -> String? {
    guard let voice = analysis.voice else {
      let isExplained = analysis.warnings.contains { [.noSpeech, .emptySoundStream, .noSoundDecoder].contains($0) }
      let isUnwanted = analysis.options?.contains("--modality face") ?? false
      return isExplained || isUnwanted || analysis.durationSeconds == 0 ? nil : "no sound"
    }
    guard analysis.face != nil else { return nil }
    switch Int((voice.weight * 100).rounded()) {
    case 0: return "the face decides"
    case 100: return "the voice decides"
    default: return nil
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

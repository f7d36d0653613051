/// Reads ELAN's annotation format (EAF).
///
/// Annotations that are aligned to time give a stretch each, whatever their tier, even without text: in ELAN one may
/// segment first and write later. Annotations that refer to another one (translations, glosses) share its time and give
/// none. Time slots without a value are spaced evenly between their neighbours in the document's order of time.
enum ElanReader {
  private struct Annotation {
    let first: String
    let last: String
    let names: [String]
    let line: Int
    var text = ""
  }

  static func stretches(in text: TranscriptText) throws(TranscriptError) -> [Transcript.Stretch] {
    var reader = XMLReader(text.bytes)
    guard case .start("ANNOTATION_DOCUMENT", _) = try firstElement(&reader) else { throw .notElan }
    var slots: [(name: String, seconds: Double?)] = []
    var annotations: [Annotation] = []
    var names: [String] = []
    // Whether the text that follows is the last annotation's.
    var (isAligned, isValue) = (false, false)
    while let event = try reader.next() {
      switch event {
      case .start("HEADER", let attributes):
        if let unit = attributes["TIME_UNITS"], unit != "milliseconds" { throw .timeUnits(unit) }
      case .start("TIME_SLOT", let attributes):
        slots.append((attributes["TIME_SLOT_ID"] ?? "", try seconds(attributes["TIME_VALUE"], line: reader.line)))
      case .start("TIER", let attributes):
        names = ["TIER_ID", "PARTICIPANT"].compactMap { attributes[$0]?.singleSpaced }.filter { !$0.isEmpty }
      case .start("ALIGNABLE_ANNOTATION", let attributes):
        let ends = ["TIME_SLOT_REF1", "TIME_SLOT_REF2"].map { attributes[$0] ?? "" }
        annotations.append(Annotation(first: ends[0], last: ends[1], names: names, line: reader.line))
        isAligned = true
      case .end("ALIGNABLE_ANNOTATION"): isAligned = false
      case .start("ANNOTATION_VALUE", _): isValue = isAligned
      case .end("ANNOTATION_VALUE"): isValue = false
      case .text(let text) where isValue: annotations[annotations.count - 1].text += text
      default: break
      }
    }
    let times = Dictionary(zip(slots.map(\.name), interpolated(slots.map(\.seconds)))) { first, _ in first }
    return try annotations.map { annotation throws(TranscriptError) in
      guard let start = times[annotation.first] else { throw .missingSlot(annotation.first, line: annotation.line) }
      guard let end = times[annotation.last] else { throw .missingSlot(annotation.last, line: annotation.line) }
      if end < start { throw .endBeforeStart(line: annotation.line) }
      let text = annotation.text.singleSpaced
      return Transcript.Stretch(startSeconds: start, endSeconds: end, text: text, names: annotation.names)
    }
  }

  private static func firstElement(_ reader: inout XMLReader) throws(TranscriptError) -> XMLReader.Event? {
    while let event = try reader.next() { if case .start = event { return event } }
    return nil
  }

  /// Reads a time in milliseconds; nil if there is none.
  private static func seconds(_ text: String?, line: Int) throws(TranscriptError) -> Double? {
    guard let text else { return nil }
    guard let number = Double(text), let time = ClockTime.checked(number / 1_000) else {
      throw .badTime("\(text) ms", line: line)
    }
    return time
  }

  /// Fills the gaps evenly between known times; before the first there is 0, after the last the last itself.
  private static func interpolated(_ times: [Double?]) -> [Double] {
    var result: [Double] = []
    var (last, gap) = (0.0, 0)
    for time in times {
      guard let time else {
        gap += 1
        continue
      }
      for step in 0..<gap { result.append(last + (time - last) * Double(step + 1) / Double(gap + 1)) }
      result.append(time)
      (last, gap) = (time, 0)
    }
    return result + [Double](repeating: last, count: gap)
  }
}

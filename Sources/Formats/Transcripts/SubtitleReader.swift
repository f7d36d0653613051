/// Reads SubRip and WebVTT (W3C) subtitles.
///
/// Both are read leniently where files in use differ: decimals after a comma or a point, hours or none, settings after
/// the times, numbers or none, cues without a blank line between them.
enum SubtitleReader {
  private static let arrow = Array("-->".utf8)

  static func isWebVTT(_ line: ArraySlice<UInt8>) -> Bool {
    let signature = Array("WEBVTT".utf8)
    return line.starts(with: signature) && line.dropFirst(signature.count).first?.isSpace ?? true
  }

  /// Whether the line has a cue's times, right or wrong.
  static func isTiming(_ line: ArraySlice<UInt8>) -> Bool { position(ofArrowIn: line) != nil }

  static func stretches(in text: TranscriptText, isWebVTT: Bool) throws(TranscriptError) -> [Transcript.Stretch] {
    let lines = text.lines
    var cues: [Cue] = []
    var index = 0
    if isWebVTT { while index < lines.count, !lines[index].bytes.isBlank, !isTiming(lines[index].bytes) { index += 1 } }
    while index < lines.count {
      let line = lines[index].bytes
      if line.isBlank {
        index += 1
      } else if isTiming(line) {
        index = try readCue(at: index, in: lines, to: &cues)
      } else if index + 1 < lines.count, isTiming(lines[index + 1].bytes) {
        // The line before the times is the cue's number or name.
        index = try readCue(at: index + 1, in: lines, to: &cues)
      } else if isWebVTT, isComment(line) {
        while index < lines.count, !lines[index].bytes.isBlank { index += 1 }
      } else if !isWebVTT, !cues.isEmpty, !isNumber(line) {
        // A text of several paragraphs, which SubRip does not provide for and players show nevertheless.
        index = readText(from: index, in: lines, to: &cues[cues.count - 1])
      } else {
        throw .noTimes(line: lines[index].number)
      }
    }
    return cues.map { cue in
      let text = CueText(cue.lines, allTags: isWebVTT)
      return Transcript.Stretch(
        startSeconds: cue.start,
        endSeconds: cue.end,
        text: text.plain,
        names: text.voices
      )
    }
  }

  private struct Cue {
    let start: Double
    let end: Double
    var lines: [ArraySlice<UInt8>] = []
  }

  /// Reads the times on a line and the text below, and returns the index of the first line after it.
  private static func readCue(
    at index: Int,
    in lines: [TranscriptText.Line],
    to cues: inout [Cue]
  ) throws(TranscriptError) -> Int {
    let line = lines[index]
    guard let position = position(ofArrowIn: line.bytes) else { throw .noTimes(line: line.number) }
    let before = line.bytes[..<position].trimmed
    // WebVTT's settings and SubRip's coordinates follow the end.
    let after = line.bytes[(position + arrow.count)...].trimmed.prefix { !$0.isSpace }
    guard let start = ClockTime.seconds(before) else { throw .badTime(before.text, line: line.number) }
    guard let end = ClockTime.seconds(after) else { throw .badTime(after.text, line: line.number) }
    if end < start { throw .endBeforeStart(line: line.number) }
    cues.append(Cue(start: start, end: end))
    return readText(from: index + 1, in: lines, to: &cues[cues.count - 1])
  }

  private static func readText(from first: Int, in lines: [TranscriptText.Line], to cue: inout Cue) -> Int {
    var index = first
    while index < lines.count, !lines[index].bytes.isBlank {
      let next = index + 1 < lines.count ? lines[index + 1].bytes : []
      let isNext = beginsCue(lines[index].bytes) || isNumber(lines[index].bytes) && beginsCue(next)
      if isNext { break }
      cue.lines.append(lines[index].bytes)
      index += 1
    }
    return index
  }

  /// Whether the line has times that are not just part of a text.
  private static func beginsCue(_ line: ArraySlice<UInt8>) -> Bool {
    line.trimmed.first?.isDigit == true && isTiming(line)
  }

  private static func isNumber(_ line: ArraySlice<UInt8>) -> Bool {
    !line.trimmed.isEmpty && line.trimmed.allSatisfy(\.isDigit)
  }

  private static func isComment(_ line: ArraySlice<UInt8>) -> Bool {
    ["NOTE", "STYLE", "REGION"].contains { word in
      line.starts(with: word.utf8) && line.dropFirst(word.utf8.count).first?.isSpace ?? true
    }
  }

  private static func position(ofArrowIn line: ArraySlice<UInt8>) -> Int? {
    guard line.count >= arrow.count else { return nil }
    let starts = line.startIndex...line.endIndex - arrow.count
    return starts.first { line[$0] == arrow[0] && line[$0...].starts(with: arrow) }
  }
}

/// The text of a cue without markup: tags, ASS overrides such as `{\an8}`, and character references.
private struct CueText {
  private(set) var plain = ""
  /// The names in WebVTT's voice tags, `<v Name>`.
  private(set) var voices: [String] = []

  /// SubRip's tags. A `<` that begins none of them is text; in WebVTT every `<` begins a tag.
  private static let subRipTags: Set = [
    "b", "br", "c", "em", "font", "i", "lang", "rt", "ruby", "s", "span", "strong", "u", "v",
  ]

  private static let markup = Array("<{&".utf8)

  private static let characters: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{a0}", "lrm": "\u{200e}",
    "rlm": "\u{200f}",
  ]

  init(_ lines: [ArraySlice<UInt8>], allTags: Bool) {
    let bytes = Array(lines.joined(separator: [0x20]))
    // Most cues have no markup.
    guard bytes.contains(where: Self.markup.contains) else {
      plain = bytes[...].text.singleSpaced
      return
    }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let rest = bytes[index...]
      if rest.first == UInt8(ascii: "<"), let end = rest.firstIndex(of: UInt8(ascii: ">")),
        let name = Self.tag(rest[(index + 1)..<end], allTags: allTags)
      {
        if name == "v" { addVoice(rest[(index + 1)..<end]) }
        if name == "br" { result.append(0x20) }
        index = end + 1
      } else if rest.first == UInt8(ascii: "{"), rest.dropFirst().first == UInt8(ascii: "\\"),
        let end = rest.firstIndex(of: UInt8(ascii: "}"))
      {
        index = end + 1
      } else if let (character, end) = Self.reference(rest) {
        result += character.utf8
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    plain = result[...].text.singleSpaced
  }

  /// Returns the name of a tag, from the text between its brackets; nil if it is none.
  private static func tag(_ inside: ArraySlice<UInt8>, allTags: Bool) -> String? {
    let name = inside.drop { $0 == UInt8(ascii: "/") }.prefix(while: \.isLetter).text.lowercased()
    return allTags || subRipTags.contains(name) ? name : nil
  }

  private mutating func addVoice(_ inside: ArraySlice<UInt8>) {
    let annotation = inside.drop { !$0.isSpace }
    var name = ""
    var index = annotation.startIndex
    while index < annotation.endIndex {
      if let (character, end) = Self.reference(annotation[index...]) {
        name += character
        index = end
      } else {
        let end = annotation[(index + 1)...].firstIndex(of: UInt8(ascii: "&")) ?? annotation.endIndex
        name += annotation[index..<end].text
        index = end
      }
    }
    name = name.singleSpaced
    if !name.isEmpty, !voices.contains(name) { voices.append(name) }
  }

  /// Returns the character that a reference such as `&amp;` at the start stands for, and the index after it.
  private static func reference(_ bytes: ArraySlice<UInt8>) -> (String, Int)? {
    guard bytes.first == UInt8(ascii: "&"), let end = bytes.prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
      return nil
    }
    let name = bytes[(bytes.startIndex + 1)..<end].text
    guard let character = characters[name] ?? CharacterReference.character(name) else { return nil }
    return (character, end + 1)
  }
}

/// Numeric character references of HTML and XML.
enum CharacterReference {
  /// Returns the character of `#233` or `#xE9`; nil if there is none.
  static func character(_ name: String) -> String? {
    guard name.first == "#" else { return nil }
    let digits = name.dropFirst()
    let number = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let number, number > 0, let scalar = Unicode.Scalar(number) else { return nil }
    return String(Character(scalar))
  }
}

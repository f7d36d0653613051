import Glibc
import System

/// The stretches of a clip that somebody marked and wrote down: subtitles, annotation tiers or a table.
///
/// The format is recognised by its content: SubRip, WebVTT, Praat's TextGrid (text, long or short), ELAN's EAF, or CSV
/// with the columns `start_s`, `end_s` and `text`.
public struct Transcript: Equatable, Sendable {
  /// A stretch of time and what is said in it.
  public struct Stretch: Equatable, Sendable {
    /// In seconds from the clip's start.
    public let startSeconds: Double
    /// Not before the start.
    public let endSeconds: Double
    /// One line, without markup.
    public let text: String
    /// Who or what the stretch belongs to: the names of its tier, its participant or its voices.
    public let names: [String]

    public init(startSeconds: Double, endSeconds: Double, text: String, names: [String] = []) {
      (self.startSeconds, self.endSeconds, self.text, self.names) = (startSeconds, endSeconds, text, names)
    }
  }

  /// At least one, in order of start; those that start together in the file's order. They may overlap.
  public let stretches: [Stretch]

  /// The extensions of the formats, as their programs write them, the preferred ones first.
  public static let fileExtensions = ["srt", "vtt", "TextGrid", "eaf", "csv"]

  public init(_ stretches: [Stretch]) {
    self.stretches = stretches.enumerated().sorted {
      ($0.element.startSeconds, $0.offset) < ($1.element.startSeconds, $1.offset)
    }.map(\.element)
  }

  /// Reads a transcript.
  ///
  /// - Parameter fileExtension: of the file, in lower case; it only decides how an unknown format is reported.
  public init(_ bytes: [UInt8], fileExtension: String = "") throws(TranscriptError) {
    if bytes.isEmpty { throw .empty }
    let text = try TranscriptText(bytes)
    // The reader of the format that a file's name promises says what is wrong with it.
    let stretches =
      switch TranscriptFormat(text) ?? TranscriptFormat(fileExtension: fileExtension) {
      case .webVTT: try SubtitleReader.stretches(in: text, isWebVTT: true)
      case .subRip: try SubtitleReader.stretches(in: text, isWebVTT: false)
      case .textGrid: try TextGridReader.stretches(in: text)
      case .elan: try ElanReader.stretches(in: text)
      case .table: try TranscriptTable.stretches(in: text)
      case nil: throw .unknownFormat
      }
    if stretches.isEmpty { throw .noStretches }
    self.init(stretches)
  }

  /// Reads a file: a regular one, or a pipe.
  public init(contentsOf path: ClipPath) throws(TranscriptError) {
    let bytes: [UInt8]?
    do {
      bytes = try path.withCString { try InputFile.bytes(of: $0, limit: TranscriptError.maxBytes) }
    } catch {
      throw .file(error as? CSVError ?? .unreadable(EIO))
    }
    guard let bytes else { throw .tooLarge }
    try self.init(bytes, fileExtension: path.fileExtension)
  }

  /// Returns the stretches of one of several named channels: those with its name. If no stretch has any of the names,
  /// the transcript does not tell the channels apart, and all of them have all stretches.
  public func stretches(of name: String, among names: [String]) -> [Stretch] {
    guard stretches.contains(where: { !names.filter($0.names.contains).isEmpty }) else { return stretches }
    return stretches.filter { $0.names.contains(name) }
  }
}

/// The formats of transcripts.
private enum TranscriptFormat {
  case subRip, webVTT, textGrid, elan, table

  init?(fileExtension: String) {
    switch fileExtension {
    case "srt": self = .subRip
    case "textgrid": self = .textGrid
    case "eaf": self = .elan
    case "csv": self = .table
    default: return nil
    }
  }

  /// Recognises the format by the first lines.
  init?(_ text: TranscriptText) {
    let first = text.lines.lazy.filter { !$0.bytes.isBlank }.prefix(3).map(\.bytes)
    guard let head = first.first else { return nil }
    if SubtitleReader.isWebVTT(head) {
      self = .webVTT
    } else if TextGridReader.isTextGrid(Array(first)) {
      self = .textGrid
    } else if head.trimmed.first == UInt8(ascii: "<") {
      self = .elan
    } else if TranscriptTable.isTable(head) {
      self = .table
    } else if first.prefix(2).contains(where: SubtitleReader.isTiming) {
      self = .subRip
    } else {
      return nil
    }
  }
}

/// Why a transcript cannot be read. Lines count from 1.
public enum TranscriptError: Error, Equatable, Sendable {
  /// The file cannot be opened or read.
  case file(CSVError)
  case tooLarge
  case empty
  case unknownFormat
  /// One of Praat's formats that is not text, or not in order of tiers.
  case otherTextGrid
  case noStretches
  /// The line has no times where some are due.
  case noTimes(line: Int)
  case badTime(String, line: Int)
  case endBeforeStart(line: Int)
  case missingColumn(String)
  case missingCell(String, line: Int)
  case openQuote(line: Int)
  /// A TextGrid has something else here, or ends.
  case expected(String, line: Int)
  /// It is not well-formed XML.
  case xml(String, line: Int)
  /// It is XML of another kind.
  case notElan
  case missingSlot(String, line: Int)
  case timeUnits(String)

  /// More than any transcript needs.
  static let maxBytes = 64 << 20
}

extension TranscriptError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .tooLarge: "it is larger than \(Self.maxBytes >> 20) MiB"
    case .empty: "the file is empty"
    case .unknownFormat: "it is none of SubRip, WebVTT, TextGrid, EAF and CSV with the columns start_s, end_s, text"
    case .otherTextGrid: "this kind of TextGrid is not read; save it from Praat as a text file"
    case .noStretches: "there are no intervals with text in it"
    case .noTimes(let line): "line \(line): there are no times like 00:00:01,000 --> 00:00:02,500"
    case .badTime(let text, let line):
      "line \(line): \(text.debugDescription) is not a time; times are seconds or [H:]M:S, from 0 to \(Int(ClockTime.maxSeconds)) s"
    case .endBeforeStart(let line): "line \(line): the end is before the start"
    case .missingColumn(let name): "line 1: there is no column \(name)"
    case .missingCell(let name, let line): "line \(line): there is no \(name)"
    case .openQuote(let line): "line \(line): a quote is never closed"
    case .expected(let what, let line): "line \(line): \(what) is missing"
    case .xml(let reason, let line): "line \(line): \(reason)"
    case .notElan: "it is not an annotation document of ELAN"
    case .missingSlot(let name, let line): "line \(line): there is no time slot \(name.debugDescription)"
    case .timeUnits(let unit): "its times are in \(unit.debugDescription), and only milliseconds are read"
    }
  }
}

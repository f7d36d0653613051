import Records
import System

/// A clip's emotion over time, as annotations for other programs.
public struct Sidecar: Sendable {
  /// One of several channels.
  public struct Channel: Sendable {
    /// Counted from 1.
    let number: Int
    let name: String?

    public init(number: Int, name: String? = nil) {
      (self.number, self.name) = (number, name)
    }

    /// The name, or `ch2` for the second channel.
    var title: String { name ?? "ch\(number)" }
  }

  /// The segments of a channel.
  struct Track {
    /// Nil if it is the file's only one.
    let channel: Channel?
    /// The channel's number in the record.
    let number: Int?
    let segments: [EmotionSegment]
  }

  let tracks: [Track]
  let clip: ClipPath
  let model: String
  /// ISO 8601.
  let modified: String?
  /// The end of the analysed part, in milliseconds from the clip's start.
  private let partEnd: Int

  /// Creates the annotations of a record; nil if it has no segments, as for a still image.
  ///
  /// - Parameter startSeconds: The start of the analysed part.
  public init?(_ record: ClipRecord, startSeconds: Double) {
    self.init([(nil, record)], startSeconds: startSeconds)
  }

  /// Creates the annotations of a clip's channels; nil if none of them has segments. A channel that failed is empty.
  public init?(_ channels: [(Channel, ClipRecord)], startSeconds: Double) {
    self.init(channels.map { (Optional($0), $1) }, startSeconds: startSeconds)
  }

  private init?(_ records: [(channel: Channel?, record: ClipRecord)], startSeconds: Double) {
    let analyses = records.compactMap(\.record.analysis).filter { $0.segments != nil && $0.durationSeconds > 0 }
    guard let first = analyses.first, let record = records.first?.record else { return nil }
    tracks = records.map { channel, record in
      Track(channel: channel, number: record.analysis?.channel, segments: record.analysis?.segments ?? [])
    }
    (clip, modified, model) = (record.path, record.modified, first.model)
    partEnd = milliseconds(startSeconds + (analyses.map(\.durationSeconds).max() ?? 0))
  }

  /// The end of the analysed part or of the last segment, in milliseconds from the clip's start.
  var end: Int {
    tracks.flatMap(\.segments).reduce(partEnd) { max($0, milliseconds($1.endSeconds)) }
  }

  /// Whether the segments come from a transcript.
  var hasText: Bool { tracks.contains { $0.segments.contains { $0.text != nil } } }

  /// Returns the file's text.
  ///
  /// - Parameter folder: The directory of the file.
  public func text(as format: SidecarFormat, in folder: ClipPath) -> String {
    switch format {
    case .srt: SubtitleFile(self).subRip
    case .vtt: SubtitleFile(self).webVTT
    case .textgrid: TextGridFile(self).text
    case .eaf: ElanFile(self, media: MediaLink(to: clip, from: folder)).text
    case .csv: SegmentTable(self).text
    }
  }
}

/// Returns a time to the nearest millisecond.
func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1_000).rounded()) }

/// An interval with an emotion, a text, or both.
struct SidecarMark {
  /// In milliseconds from the clip's start.
  let start: Int
  private(set) var end: Int
  let emotion: String?
  /// 0…1; the mean over time if several segments were joined. Nil without an emotion.
  private(set) var confidence: Double?
  /// Nil unless the segments come from a transcript.
  let text: String?

  /// The confidence to four decimals, as in the record.
  var roundedConfidence: Double? { confidence.map { ($0 * 10_000).rounded() / 10_000 } }

  private init(_ segment: EmotionSegment, start: Int) {
    self.start = start
    end = milliseconds(segment.endSeconds)
    (emotion, confidence, text) = (segment.emotion?.rawValue, segment.confidence, segment.text)
  }

  /// Joins a neighbour with the same emotion. Returns false if it is none.
  private mutating func join(_ next: SidecarMark) -> Bool {
    guard text == nil, next.text == nil, emotion == next.emotion, next.start == end else { return false }
    if let own = confidence, let other = next.confidence {
      confidence = (own * Double(end - start) + other * Double(next.end - next.start)) / Double(next.end - start)
    }
    end = next.end
    return true
  }

  /// The marks of a timeline: without its silent segments, and equal neighbours joined. Stretches of a transcript all
  /// have a mark, and overlap as they do there.
  static func marks(_ segments: [EmotionSegment]) -> [SidecarMark] {
    var marks: [SidecarMark] = []
    for segment in segments {
      let mark = SidecarMark(segment, start: milliseconds(segment.startSeconds))
      guard segment.text != nil || segment.emotion != nil, mark.start < mark.end else { continue }
      if marks.isEmpty || !marks[marks.count - 1].join(mark) { marks.append(mark) }
    }
    return marks
  }
}

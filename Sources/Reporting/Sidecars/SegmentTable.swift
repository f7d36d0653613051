import Emotion
import Formats
import Records

/// A clip's segments as comma-separated values, a row for each, in order of start. Unlike in the other files, no
/// neighbours are joined, and silent segments have a row with empty cells. `emocli analyze --segments` reads it.
struct SegmentTable {
  private let rows: [(track: Sidecar.Track, segment: EmotionSegment)]
  private let hasText: Bool

  init(_ sidecar: Sidecar) {
    let rows = sidecar.tracks.flatMap { track in track.segments.map { (track: track, segment: $0) } }
    // Rows that begin together stay in the order of their channels.
    self.rows = rows.enumerated().sorted {
      ($0.element.segment.startSeconds, $0.offset) < ($1.element.segment.startSeconds, $1.offset)
    }.map(\.element)
    hasText = sidecar.hasText
  }

  var text: String {
    let header =
      ["start_s", "end_s", "emotion", "confidence"] + EmotionLabel.allCases.map { "probabilities.\($0.rawValue)" }
      + ["channel"] + (hasText ? ["text"] : [])
    let bytes = CSVRow.bytes(header) + rows.flatMap { CSVRow.bytes(cells($0.track, $0.segment)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func cells(_ track: Sidecar.Track, _ segment: EmotionSegment) -> [String?] {
    let probabilities = EmotionLabel.allCases.map { number(segment.probabilities?[$0], places: 10_000) }
    let channel = track.channel?.name ?? (track.number ?? track.channel?.number).map(String.init)
    return [
      number(segment.startSeconds, places: 1_000), number(segment.endSeconds, places: 1_000), segment.emotion?.rawValue,
      number(segment.confidence, places: 10_000),
    ] + probabilities + [channel] + (hasText ? [segment.text] : [])
  }

  private func number(_ value: Double?, places: Double) -> String? {
    value.map { decimalText(of: ($0 * places).rounded() / places) }
  }
}

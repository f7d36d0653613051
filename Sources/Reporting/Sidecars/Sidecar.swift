import Foundation
import Records
import System

/// The emotion of a clip over time, as annotations for other programs.
public struct Sidecar: Sendable {
  /// A stretch in which somebody was heard or seen.
  struct Mark: Equatable {
    /// In milliseconds from the clip's start.
    let start: Int
    let end: Int
    let emotion: String
    /// 0…1, to four decimals as in the record.
    let confidence: Double

    /// For people: `happy 82 %`, or `uncertain`.
    var caption: String {
      emotion == EmotionVerdict.uncertain.rawValue ? emotion : "\(emotion) \(Int((confidence * 100).rounded())) %"
    }
  }

  /// In ascending order, none overlapping another.
  let marks: [Mark]
  /// Where the analysed part of the clip ends, in milliseconds from the clip's start.
  let end: Int
  /// ISO 8601.
  let modified: String?
  let model: String
  private let clip: ClipPath

  /// Nil when the record has no segments, as that of a still image.
  ///
  /// - Parameter startSeconds: where the analysed part begins.
  public init?(_ record: ClipRecord, startSeconds: Double) {
    guard let analysis = record.analysis, let segments = analysis.segments else { return nil }
    if analysis.durationSeconds <= 0 { return nil }
    clip = record.path
    modified = record.modified
    model = analysis.model
    func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1_000).rounded()) }
    var last = 0
    marks = segments.compactMap { segment in
      let (start, end) = (max(last, milliseconds(segment.startSeconds)), milliseconds(segment.endSeconds))
      guard let emotion = segment.emotion, let confidence = segment.confidence, start < end else { return nil }
      last = end
      let rounded = (confidence * 10_000).rounded() / 10_000
      return Mark(start: start, end: end, emotion: emotion.rawValue, confidence: rounded)
    }
    end = max(last, milliseconds(startSeconds + analysis.durationSeconds))
  }

  /// The file's text.
  ///
  /// - Parameter folder: where the file is to lie.
  public func text(as format: SidecarFormat, in folder: ClipPath) -> String {
    switch format {
    case .srt: subRip
    case .vtt: webVTT
    case .textgrid: textGrid
    case .eaf: elan(MediaLink(to: clip, from: folder))
    }
  }
}

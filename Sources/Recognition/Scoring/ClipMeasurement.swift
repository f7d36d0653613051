import Foundation
import Fusion

/// What is kept of an analysed clip so that it can be scored again once its speaker is known: of every window and segment
/// what was pooled.
public struct ClipMeasurement: Codable, Equatable, Sendable {
  struct Window: Codable, Equatable {
    let summary: FusedSummary
    let quality: WindowQuality
  }

  struct Segment: Codable, Equatable {
    let startSeconds: Double
    let endSeconds: Double
    let summary: FusedSummary
    let isSpeech: Bool
    let isSeen: Bool
  }

  let windows: [Window]
  let segments: [Segment]?

  /// What the clip adds to the knowledge of its speaker.
  public var summary: ClipSummary {
    ClipSummary(
      windows.map { (summary: $0.summary, voiceWeight: $0.quality.voice, faceWeight: $0.quality.face) }
    )
  }

  /// What windows and segments say against a baseline.
  func score(model: FusionModel, baseline: SpeakerBaseline?, options: AnalysisOptions) -> ClipScore? {
    ClipScore(
      windows.map { (logits: model.logits($0.summary, baseline: baseline), quality: $0.quality) },
      segments: segments?.map { segment in
        ClipScore.Segment(
          startSeconds: segment.startSeconds,
          endSeconds: segment.endSeconds,
          logits: model.logits(segment.summary, baseline: baseline),
          isSpeech: segment.isSpeech,
          isSeen: segment.isSeen
        )
      },
      mixing: model.mixing(baseline, face: windows.lazy.compactMap { $0.summary.face?.known }.first),
      options: options
    )
  }
}

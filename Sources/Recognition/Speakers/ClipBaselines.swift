import Fusion
import Records
import System

/// The baselines of clips' speakers, for use during analysis.
public struct ClipBaselines {
  private let speakerOfClip: (ClipPath) -> String?
  private let baselines: [String: SpeakerBaseline]

  /// - Parameters:
  ///   - baselines: by speaker name.
  ///   - speaker: returns a clip's speaker; nil if unknown.
  public init(
    baselines: [String: SpeakerBaseline] = [:],
    speaker: @escaping (ClipPath) -> String? = { _ in nil }
  ) {
    speakerOfClip = speaker
    self.baselines = baselines
  }

  func of(_ path: ClipPath) -> (speaker: String?, baseline: SpeakerBaseline?) {
    let speaker = speakerOfClip(path)
    return (speaker, speaker.flatMap { baselines[$0] })
  }
}

extension ClipRecord.Outcome {
  /// Adds the speaker to the record of a clip that was analysed, and the baseline it was scored against.
  public mutating func name(speaker: String?, baseline: SpeakerBaseline? = nil) {
    guard case .ok(var analysis) = self else { return }
    analysis.speaker = speaker
    analysis.baseline = baseline.flatMap { $0.clips > 0 ? RecordedBaseline(clips: $0.clips) : nil }
    self = .ok(analysis)
  }
}

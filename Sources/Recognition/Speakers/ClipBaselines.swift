import Fusion
import Records
import System

/// What is known of clips' speakers when they are analysed.
public struct ClipBaselines {
  private let speakerOfClip: (ClipPath) -> String?
  private let baselines: [String: SpeakerBaseline]

  /// - Parameters:
  ///   - speaker: whose clip it is; nil where nobody knows.
  ///   - baselines: by the speakers' names.
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
  mutating func name(speaker: String?, baseline: SpeakerBaseline?) {
    guard case .ok(var analysis) = self else { return }
    analysis.speaker = speaker
    analysis.baseline = baseline.flatMap { $0.clips > 0 ? PersonalBaseline(clips: $0.clips) : nil }
    self = .ok(analysis)
  }
}

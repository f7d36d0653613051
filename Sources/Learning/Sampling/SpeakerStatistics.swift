import Emotion
import Fusion
import Numerics

/// The clip summaries of the training speakers, for drawing baselines. Labels are not used.
public struct SpeakerStatistics {
  private let clips: [String: [ClipSummary]]

  /// - Parameter model: pools the voices with its final weights, which are not trained.
  public init(_ clips: [TrainingClip], model: FusionModel) {
    var summaries: [String: [ClipSummary]] = [:]
    for clip in clips {
      if let person = clip.person { summaries[person, default: []].append(clip.summary(model)) }
    }
    self.clips = summaries
  }

  /// Draws a baseline from `clipCount` random clips of each stream's speaker; nil if no speaker is known.
  ///
  /// - Parameter clipCount: nil for all clips.
  func baseline(
    voiceOf speaker: String?,
    faceOf seen: String?,
    clipCount: Int?,
    using generator: inout SplitMix64
  ) -> SpeakerBaseline? {
    let heard = draw(speaker, clipCount, using: &generator)
    let looks = seen == speaker ? heard : draw(seen, clipCount, using: &generator)
    let count = max(heard.count, looks.count)
    guard count > 0 else { return nil }
    return SpeakerBaseline(
      (0..<count).map { index in
        var streams = ByModality<StreamSummary>()
        streams[.voice] = index < heard.count ? heard[index].streams[.voice] : nil
        streams[.face] = index < looks.count ? looks[index].streams[.face] : nil
        return ClipSummary(streams)
      }
    )
  }

  private func draw(_ person: String?, _ count: Int?, using generator: inout SplitMix64) -> [ClipSummary] {
    guard let person, var own = clips[person] else { return [] }
    guard let count, count < own.count else { return own }
    for index in 0..<count { own.swapAt(index, index + generator.below(own.count - index)) }
    return Array(own[..<count])
  }

  /// The clips of each speaker, in order of the speakers' names.
  var clipsBySpeaker: [[ClipSummary]] { clips.keys.sorted().map { clips[$0]! } }
}

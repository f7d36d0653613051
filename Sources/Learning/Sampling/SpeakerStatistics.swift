import Emotion
import Fusion
import Numerics

/// The clip summaries of the training speakers, for drawing baselines. Labels are not used.
public struct SpeakerStatistics {
  private let clips: [String: [ClipSummary]]

  /// - Parameter model: pools the voices with its current weights.
  public init(_ clips: [TrainingClip], model: FusionModel) {
    var summaries: [String: [ClipSummary]] = [:]
    for clip in clips {
      if let speaker = clip.speaker { summaries[speaker, default: []].append(clip.summary(model)) }
    }
    self.clips = summaries
  }

  /// Draws a baseline from `clipCount` random clips of each stream's speaker; nil if no speaker is known.
  ///
  /// - Parameter clipCount: nil for all clips.
  func baseline(
    voiceOf speaker: String?,
    faceOf faceSpeaker: String?,
    clipCount: Int?,
    using generator: inout SplitMix64
  ) -> SpeakerBaseline? {
    let voiceClips = draw(speaker, clipCount, using: &generator)
    let faceClips = faceSpeaker == speaker ? voiceClips : draw(faceSpeaker, clipCount, using: &generator)
    let count = max(voiceClips.count, faceClips.count)
    guard count > 0 else { return nil }
    return SpeakerBaseline(
      (0..<count).map { index in
        var streams = ByModality<StreamSummary>()
        streams[.voice] = index < voiceClips.count ? voiceClips[index].streams[.voice] : nil
        streams[.face] = index < faceClips.count ? faceClips[index].streams[.face] : nil
        return ClipSummary(streams)
      }
    )
  }

  private func draw(_ speaker: String?, _ count: Int?, using generator: inout SplitMix64) -> [ClipSummary] {
    guard let speaker, var speakerClips = clips[speaker] else { return [] }
    guard let count, count < speakerClips.count else { return speakerClips }
    for index in 0..<count { speakerClips.swapAt(index, index + generator.below(speakerClips.count - index)) }
    return Array(speakerClips[..<count])
  }

  /// The clips of each speaker, in order of the speakers' names.
  var clipsBySpeaker: [[ClipSummary]] { clips.keys.sorted().map { clips[$0]! } }
}

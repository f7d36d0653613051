import Emotion
import Voice

/// Reads from a clip's evidence what is heard and seen in each of its segments.
///
/// A segment shorter than 2 s is pooled over 2 s, but has an emotion only if somebody speaks or a face is seen within the
/// segment itself. Of one channel of several only speech counts: the other party may be the one who is seen.
struct SegmentReader {
  /// The streams with evidence anywhere in the clip.
  let modalities: [Modality]
  /// Whether the clip's sound was listened to.
  let hasSound: Bool
  /// The speech in the clip; nil without speech.
  let speech: SpeechTrack?
  /// Whether the sound is one channel of a file with several.
  let isOneChannelOfSeveral: Bool
  /// The start of the analysed part, in seconds from the clip's start.
  let startSeconds: Double

  /// Returns a pooled segment with its evidence, on the clip's clock.
  func segment(_ pooled: SegmentPooler.Segment) -> ClipScore.Segment {
    ClipScore.Segment(
      startSeconds: startSeconds + pooled.startSeconds,
      endSeconds: startSeconds + pooled.endSeconds,
      logits: pooled.pooled.logits,
      evidence: evidence(
        of: pooled.startSeconds..<max(pooled.startSeconds, pooled.endSeconds),
        seen: pooled.seen
      ),
      text: pooled.text
    )
  }

  /// - Parameters:
  ///   - range: of the segment itself, in seconds from the start of the analysed part.
  ///   - seen: the streams other than the voice with a sample in that range.
  func evidence(of range: Range<Double>, seen: Set<Modality>) -> SegmentEvidence {
    let ratio = speechRatio(in: LogMel.steps(range))
    var present = modalities.filter { $0 == .voice ? ratio > 0 : seen.contains($0) }
    if isOneChannelOfSeveral, ratio == 0 { present = [] }
    return SegmentEvidence(present: present, speechRatio: hasSound ? ratio : nil)
  }

  /// Fraction of the steps that are speech; those after the end of the sound are not.
  private func speechRatio(in steps: Range<Int>) -> Double {
    guard let speech, !steps.isEmpty else { return 0 }
    return speech.seconds(in: steps) * LogMel.stepsPerSecond / Double(steps.count)
  }
}

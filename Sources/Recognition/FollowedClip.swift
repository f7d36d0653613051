import Media

/// A clip that was read to its end, before anything is said about it.
struct FollowedClip {
  let reader: ClipReader
  let streams: ClipStreams
  /// One a channel.
  let parties: [ClipStreams.Party]
  let durationSeconds: Double
  let timing: Stopwatch
}

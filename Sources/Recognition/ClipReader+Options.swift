import Face
import Media

extension ClipReader {
  /// Opens the part and the channels of a clip that the options name, with the time limit they set: first the one for a
  /// clip of no length, then, when the clip says how long it is, the one for that. Throws `MediaError`.
  static func open(
    _ path: ClipPath,
    options: AnalysisOptions,
    announceDuration: (Double) -> Void
  ) throws(MediaError) -> ClipReader {
    let start = ContinuousClock.now
    let reader = try ClipReader(
      path: path,
      options: ReadingOptions(
        channel: options.channel,
        startSeconds: options.startSeconds,
        durationSeconds: options.durationSeconds,
        wantsSound: options.modality.wantsVoice,
        picture: options.modality.wantsFace
          ? PictureOptions(longestSide: FaceTracker.longestSide, minimumIntervalSeconds: FaceTracker.interval) : nil,
        deadline: start + .seconds(options.timeLimit(clipSeconds: 0))
      )
    )
    if let seconds = reader.info.durationSeconds {
      announceDuration(seconds)
      reader.setDeadline(start + .seconds(options.timeLimit(clipSeconds: seconds)))
    }
    return reader
  }
}

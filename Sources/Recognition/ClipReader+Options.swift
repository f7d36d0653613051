import Face
import Media

extension ClipReader {
  /// Opens the part and the channels of a clip that the options name, with the time limit they set. Throws `MediaError`.
  static func open(
    _ path: ClipPath,
    options: AnalysisOptions,
    isInterrupted: @escaping () -> Bool,
    announceDuration: @escaping (Double) -> Void
  ) throws(MediaError) -> ClipReader {
    try ClipReader(
      path: path,
      options: ReadingOptions(
        channel: options.channel,
        startSeconds: options.startSeconds,
        durationSeconds: options.durationSeconds,
        wantsSound: options.modality.wantsVoice,
        picture: options.modality.wantsFace
          ? PictureOptions(longestSide: FaceTracker.longestSide, minimumIntervalSeconds: FaceTracker.interval) : nil,
        timeLimit: options.timeLimit
      ),
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
  }
}

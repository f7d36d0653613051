import Face
import Media
import System

extension ClipReader {
  /// Seconds between two pictures that an analysis looks at, at least.
  static let pictureInterval = 0.1

  /// Opens the part and the channels of a clip that the options name, with the time limit they set. Throws `MediaError`.
  ///
  /// - Parameters:
  ///   - everyPicture: no picture is passed over for coming soon after another.
  ///   - withSound: whether sound is read; by default where the options want the voice.
  static func open(
    _ path: ClipPath,
    options: AnalysisOptions,
    isInterrupted: @escaping () -> Bool,
    announceDuration: @escaping (Double) -> Void,
    everyPicture: Bool = false,
    withSound: Bool? = nil
  ) throws(MediaError) -> ClipReader {
    try ClipReader(
      path: path,
      options: ReadingOptions(
        channel: options.channel,
        startSeconds: options.startSeconds,
        durationSeconds: options.durationSeconds,
        wantsSound: withSound ?? options.modality.wantsVoice,
        picture: options.wantsPictures
          ? PictureOptions(
            longestSide: FaceTracker.longestSide,
            longestSideOfStill: StillReader.longestSide,
            minimumIntervalSeconds: everyPicture ? 0 : pictureInterval
          ) : nil,
        timeLimit: options.timeLimit
      ),
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
  }
}

import CMedia
import Foundation
import System

/// Reads one clip from its beginning to its end, once: sound at 16 kHz and pictures, each with its time.
///
/// libsndfile reads what it can; FFmpeg's libraries read everything else and everything with pictures. Memory does
/// not grow with the clip's length. A reader is used by one thread.
///
/// ```swift
/// let reader = try ClipReader(path: ClipPath("clip.mp4"), options: ReadingOptions(picture: PictureOptions()))
/// while let event = try reader.next() { … }
/// ```
public final class ClipReader {
  /// The clip's size. Bytes; of a pipe what came through it.
  public let byteCount: Int64
  /// When the file was last changed, in whole seconds.
  public let modified: Date

  private let source: any ClipSource
  private let startSeconds: Double

  /// Opens the clip and reads its head.
  ///
  /// A pipe is first read to its end into a nameless temporary file.
  ///
  /// - Parameters:
  ///   - isInterrupted: asked now and then; once true, opening and reading end in `MediaError.interrupted`.
  ///   - announceDuration: told the clip's duration in seconds when the head says it, and again whenever more than that
  ///     has been decoded.
  /// - Throws: `MediaError`, of any case.
  public init(
    path: ClipPath,
    options: ReadingOptions = ReadingOptions(),
    isInterrupted: @escaping () -> Bool = { false },
    announceDuration: @escaping (Double) -> Void = { _ in }
  ) throws(MediaError) {
    let options = options.sane
    let supervision = ReadingSupervision(
      timeLimit: options.timeLimit,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
    let input = try ClipInput(path: path, supervision: supervision)
    byteCount = input.byteCount
    modified = input.modified
    startSeconds = options.startSeconds
    if cmedia_soundfile_recognizes(input.handle),
      let file = try SoundFileSource(input: input, options: options, supervision: supervision)
    {
      source = file
    } else {
      source = try ContainerSource(
        input: input,
        fileExtension: path.fileExtension,
        options: options,
        supervision: supervision
      )
    }
  }

  public var info: ClipInfo { source.info }

  /// The next block of sound or picture, `nil` at the end.
  ///
  /// A clip without the wanted streams ends at once: see `info`.
  /// - Throws: `MediaError`, mostly `corrupt`, `timeout`, `tooLarge` or `interrupted`. The reader then gives nothing more.
  public func next() throws(MediaError) -> MediaEvent? {
    try source.next()
  }

  /// What was amiss, in a fixed order. Complete after the end.
  public var warnings: [ClipWarning] {
    ClipWarning.allCases.filter(source.warnings.contains)
  }

  /// How long the analysed part really was: to the end of its last sample or picture, whichever is later, of what was
  /// wanted. 0 for a still, and when nothing was there. Complete after the end.
  public var measuredDurationSeconds: Double {
    max(0, (source.endSeconds ?? startSeconds) - startSeconds)
  }
}

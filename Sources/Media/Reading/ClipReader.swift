import CMedia
import Foundation
import System

/// Reads one clip from its beginning to its end, once: sound at 16 kHz and frames, each with its time.
///
/// libsndfile reads what it can; FFmpeg's libraries read everything else and everything with frames. Memory does
/// not grow with the clip's length. A reader is used by one thread.
///
/// ```swift
/// let reader = try ClipReader(path: ClipPath("clip.mp4"), options: ReadingOptions(video: VideoOptions()))
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

  /// The next block of sound or frame, `nil` at the end.
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

  /// How long the analysed part really was: to the end of its last sample or frame, whichever is later, of what was
  /// wanted. 0 for a still, and when nothing was there. Complete after the end.
  public var measuredDurationSeconds: Double {
    max(0, (source.endSeconds ?? startSeconds) - startSeconds)
  }
}

/// One of the two ways to read a clip.
protocol ClipSource: AnyObject {
  var info: ClipInfo { get }
  /// The next event, `nil` at the end.
  func next() throws(MediaError) -> MediaEvent?
  /// Complete after the end.
  var warnings: Set<ClipWarning> { get }
  /// Where what was read ends, on the clip's clock; `nil` when nothing was there.
  var endSeconds: Double? { get }
}

/// When less than announced is there, by more than a rounded header explains.
func isCutOff(announcedSeconds: Double, foundSeconds: Double) -> Bool {
  foundSeconds < 0.9 * announcedSeconds && announcedSeconds - foundSeconds > 0.5
}

/// The libraries that read media, as found on this machine.
public enum MediaLibraries {
  public static var ffmpegVersion: String { String(cString: cmedia_ffmpeg_version()) }
  public static var sndfileVersion: String { String(cString: cmedia_sndfile_version()) }
}

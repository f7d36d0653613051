import CMedia
import Foundation
import System

/// Reads a clip once from start to end: sound at 16 kHz and frames, with their times.
///
/// libsndfile reads the sound files that it supports, FFmpeg's libraries everything else. Memory does not grow with the
/// clip's length. A reader may be used by one thread.
///
/// ```swift
/// let reader = try ClipReader(path: ClipPath("clip.mp4"), options: ReadingOptions(video: VideoOptions()))
/// while let event = try reader.next() { … }
/// ```
public final class ClipReader {
  /// The clip's size in bytes; for a pipe, the bytes received.
  public let byteCount: Int64
  /// Modification time of the file, in whole seconds.
  public let modified: Date

  private let source: any ClipSource
  private let startSeconds: Double

  /// Opens the clip and reads its header.
  ///
  /// A pipe is first copied to its end into an unnamed temporary file.
  ///
  /// - Parameters:
  ///   - isInterrupted: polled while opening and reading, which throw `MediaError.interrupted` once it returns true.
  ///   - announceDuration: called with the clip's duration in seconds if the header states it, and again whenever the
  ///     decoded part exceeds it.
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

  /// Returns the next block of sound or frame, `nil` at the end.
  ///
  /// A clip without the wanted streams ends immediately: see `info`.
  /// - Throws: `MediaError`, mostly `corrupt`, `timeout`, `tooLarge` or `interrupted`. The reader is then unusable.
  public func next() throws(MediaError) -> MediaEvent? {
    try source.next()
  }

  /// The clip's problems, in a fixed order. Complete at the end.
  public var warnings: [ClipWarning] {
    ClipWarning.allCases.filter(source.warnings.contains)
  }

  /// Actual duration of the analysed part, up to the end of the last sample or frame read, whichever is later. 0 for a
  /// still and for an empty part. Complete at the end.
  public var measuredDurationSeconds: Double {
    max(0, (source.endSeconds ?? startSeconds) - startSeconds)
  }
}

/// A clip opened by FFmpeg or libsndfile.
protocol ClipSource: AnyObject {
  var info: ClipInfo { get }
  /// Returns the next event, `nil` at the end.
  func next() throws(MediaError) -> MediaEvent?
  /// Complete at the end.
  var warnings: Set<ClipWarning> { get }
  /// End of the part read so far, on the clip's clock; `nil` if empty.
  var endSeconds: Double? { get }
}

/// Returns whether a clip is shorter than stated by more than rounding in the header explains.
func isCutOff(announcedSeconds: Double, foundSeconds: Double) -> Bool {
  foundSeconds < 0.9 * announcedSeconds && announcedSeconds - foundSeconds > 0.5
}

/// Versions of the installed media libraries.
public enum MediaLibraries {
  public static var ffmpegVersion: String { String(cString: cmedia_ffmpeg_version()) }
  public static var sndfileVersion: String { String(cString: cmedia_sndfile_version()) }
}

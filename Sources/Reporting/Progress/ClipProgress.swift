import Foundation

/// Text about the progress within one clip.
public struct ClipProgress: Sendable {
  /// How much of the clip is done, in seconds of media.
  public var doneSeconds: Double
  /// The length of the part that is analysed, in seconds, or nil if it is not known.
  public var totalSeconds: Double?
  /// The time since the clip began, in seconds.
  public var seconds: Double

  public init(doneSeconds: Double, totalSeconds: Double?, seconds: Double) {
    (self.doneSeconds, self.totalSeconds, self.seconds) = (doneSeconds, totalSeconds, seconds)
  }

  /// One line with seconds done of how many, the rate and the time left.
  public var line: String {
    let done = BatchProgress.duration(doneSeconds)
    let rate = seconds > 0 ? doneSeconds / seconds : 0
    let speed = String(format: rate < 10 ? "%.1f × real time" : "%.0f × real time", rate)
    // A header may state less than there is.
    guard let total = totalSeconds, total >= doneSeconds, rate > 0 else { return "\(done), \(speed)" }
    return "\(done) of \(BatchProgress.duration(total)), \(speed), "
      + "\(BatchProgress.duration((total - doneSeconds) / rate)) left"
  }
}

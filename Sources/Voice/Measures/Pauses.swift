/// Silences of at least 0.3 s between stretches of at least 0.1 s of sound.
struct Pauses: Equatable {
  private static let shortestSilence = 30
  private static let shortestSound = 10

  private(set) var count = 0
  /// Frames of all of them.
  private(set) var frames = 0

  private var sounding = 0
  private var silent = 0
  private var hasBegun = false

  /// Adds the next frame.
  mutating func add(isSounding: Bool) {
    if isSounding {
      sounding += 1
      guard sounding == Self.shortestSound else { return }
      if hasBegun, silent >= Self.shortestSilence {
        count += 1
        frames += silent
      }
      hasBegun = true
      silent = 0
    } else {
      silent += 1 + (sounding < Self.shortestSound ? sounding : 0)
      sounding = 0
    }
  }

  /// Mean length in seconds; NaN without any.
  var meanSeconds: Float {
    count == 0 ? .nan : Float(Double(frames) / Double(count) / LogMel.framesPerSecond)
  }
}

/// Tells a blink from eyes that are narrow by nature: against how wide the same eyes are when open.
struct EyeClosure {
  /// Eyes are closed when their opening falls below this share of what it is when open.
  private static let share = 0.6
  /// Wide open eyes, before anything is known of these (`Landmarks.eyeOpening`).
  private static let usualOpening = 0.27
  /// How fast the open level rises with wider eyes, and sinks with narrower ones, of the difference a second.
  private static let (rise, fall) = (6.0, 0.15)

  private var open: Double?
  private var latest = 0.0

  /// Whether the eyes of this picture are closed.
  mutating func isClosed(_ opening: Double, at seconds: Double) -> Bool {
    // At first sight nobody is known to have narrow eyes, and few are caught blinking.
    let level = open ?? (opening < Self.usualOpening / 2 ? Self.usualOpening : opening)
    let elapsed = open == nil ? 0 : min(max(seconds - latest, 0), 0.1)
    let rate = opening > level ? Self.rise : Self.fall
    latest = seconds
    open = level + min(1, rate * elapsed) * (opening - level)
    return opening < Self.share * open!
  }
}

extension Landmarks {
  /// Whether the eyes are closed, when nothing else is known of them.
  var hasEyesClosed: Bool {
    var closure = EyeClosure()
    return closure.isClosed(eyeOpening, at: 0)
  }
}

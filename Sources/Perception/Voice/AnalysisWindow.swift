import Numerics
import Voice

/// The windows a clip is analysed in: 4 s, one every 2 s, until one reaches the clip's end; a shorter clip is one window.
public enum AnalysisWindow {
  /// Log-mel steps of a full window: those from 0.00 to 4.00 s, both included.
  static let stepCount = 401
  /// Log-mel steps from one window's start to the next; half of a window.
  static let hop = 200
  public static let hopSeconds = 2.0
  /// Up to here, in seconds from its start, a window stands for its time: what comes after lies further inside the window
  /// after.
  static let coreEndSeconds = 3.0

  /// Where window `number` begins, in seconds from the start of the analysed part.
  static func startSeconds(_ number: Int) -> Double {
    Double(number) * hopSeconds
  }
}

/// Cuts a clip's log-mel steps into analysis windows as they come. Keeps one window.
struct SpeechWindows {
  /// A full or last window.
  struct Window {
    /// (steps, 128)
    let logMel: Matrix
    /// Index of its first step in the clip.
    let start: Int
    let isLast: Bool
  }

  private var pending: [Float] = []
  private var start = 0

  private var pendingSteps: Int { pending.count / LogMel.bandCount }

  /// Adds one step; a window comes back when the step shows that it is full and not the last.
  mutating func append(_ step: UnsafeBufferPointer<Float>) -> Window? {
    var full: Window?
    if pendingSteps == AnalysisWindow.stepCount {
      full = window(isLast: false)
      pending.removeFirst(AnalysisWindow.hop * LogMel.bandCount)
      start += AnalysisWindow.hop
    }
    pending.append(contentsOf: step)
    return full
  }

  /// The window that reaches the clip's end; nil when there was no step.
  mutating func finish() -> Window? {
    pendingSteps == 0 ? nil : window(isLast: true)
  }

  private func window(isLast: Bool) -> Window {
    Window(
      logMel: Matrix(rows: pendingSteps, columns: LogMel.bandCount, values: pending),
      start: start,
      isLast: isLast
    )
  }
}

import Numerics
import Voice

/// The analysis windows of a clip: 4 s every 2 s, until one reaches the end; a shorter clip is one window.
public enum AnalysisWindow {
  /// Log-mel steps of a full window: from 0.00 to 4.00 s inclusive.
  static let stepCount = 401
  /// Log-mel steps from one window's start to the next: half a window.
  static let hop = 200
  public static let hopSeconds = 2.0
  /// The end of the window's core, in seconds from its start. Later times are nearer to the middle of the next window,
  /// which represents them.
  static let coreEndSeconds = 3.0

  /// The start of window `number`, in seconds from the start of the analysed part.
  static func startSeconds(_ number: Int) -> Double {
    Double(number) * hopSeconds
  }
}

/// Cuts a stream of log-mel steps into analysis windows. Buffers one window.
struct SpeechWindows {
  /// A full window, or the last one.
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

  /// Appends a step. Returns a full window once a step beyond it shows that it is not the last.
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

  /// Returns the window that reaches the clip's end; nil if there was no step.
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

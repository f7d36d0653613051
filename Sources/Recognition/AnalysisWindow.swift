/// The windows a clip is analysed in: 4 s, one every 2 s, until one reaches the clip's end; a shorter clip is one window.
enum AnalysisWindow {
  /// Log-mel frames of a full window: those from 0.00 to 4.00 s, both included.
  static let frameCount = 401
  /// Log-mel frames from one window's start to the next; half of a window.
  static let hop = 200
  static let hopSeconds = 2.0
  /// Up to here, in seconds from its start, a window stands for its time: what comes after lies further inside the window
  /// after.
  static let coreEndSeconds = 3.0

  /// Where window `number` begins, in seconds from the start of the analysed part.
  static func startSeconds(_ number: Int) -> Double {
    Double(number) * hopSeconds
  }
}

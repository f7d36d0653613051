import Voice

/// The windows a clip is analysed in: 4 s, one every 2 s, until one reaches the clip's end; a shorter clip is one window.
enum AnalysisWindow {
  /// Log-mel frames of a full window: those from 0.00 to 4.00 s, both included.
  static let frameCount = 401
  /// Log-mel frames from one window's start to the next.
  static let hop = 200
  /// The window's embeddings that stand for their own time: those from its second to its third second. What lies before
  /// is told better by the window before, what lies after by the one after.
  static let core = 25..<75
}

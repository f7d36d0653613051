import Testing
import Voice

@testable import Perception

@Suite("Analysis windows")
struct SpeechWindowsTests {
  /// Returns the windows of `frames` log-mel steps, each step filled with its own index.
  static func windows(frames: Int) -> [SpeechWindows.Window] {
    var windows = SpeechWindows()
    var found: [SpeechWindows.Window] = []
    for index in 0..<frames {
      [Float](repeating: Float(index), count: LogMel.bandCount).withUnsafeBufferPointer { frame in
        if let window = windows.append(frame) { found.append(window) }
      }
    }
    if let last = windows.finish() { found.append(last) }
    return found
  }

  @Test(
    "4 s every 2 s, until one reaches the end",
    arguments: [
      1, 2, 30, 200, 400, 401, 402, 403, 600, 601, 602, 800, 801, 802, 1_000, 1_001, 1_002, 2_345,
    ]
  )
  func definition(frames: Int) {
    var starts = [0]
    while starts.last! + 401 < frames { starts.append(starts.last! + 200) }
    let windows = Self.windows(frames: frames)
    #expect(windows.map(\.start) == starts)
    #expect(windows.map(\.logMel.rows) == starts.map { min(401, frames - $0) })
    #expect(windows.map(\.isLast) == starts.map { $0 == starts.last })
    for window in windows {
      let numbers = (0..<window.logMel.rows).map { window.logMel[$0, 64] }
      #expect(numbers == (window.start..<window.start + window.logMel.rows).map(Float.init))
    }
  }

  @Test("Without steps there is no window")
  func nothing() {
    #expect(Self.windows(frames: 0).isEmpty)
  }

  @Test("A window's core ends in the middle of its overlap with the next")
  func cores() {
    let windowSeconds = Double(AnalysisWindow.stepCount - 1) / LogMel.stepsPerSecond
    #expect(AnalysisWindow.hopSeconds == Double(AnalysisWindow.hop) / LogMel.stepsPerSecond)
    #expect(AnalysisWindow.coreEndSeconds == (AnalysisWindow.hopSeconds + windowSeconds) / 2)
    #expect(AnalysisWindow.startSeconds(3) == 6)
  }
}

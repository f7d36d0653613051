import TestSupport
import Testing

@Suite("Memory")
struct MemoryTests {
  #if DEBUG
    /// Unoptimised code is slow; a shorter clip would show memory growth just as well.
    static let longSeconds = 150.0
  #else
    static let longSeconds = 1_800.0
  #endif

  @Test("A long clip needs hardly more memory than a short one", arguments: ["", "--timeline utterance"])
  func peak(options: String) throws {
    let folder = try WorkFolder()
    // The list stays open so that the worker is still alive when its record arrives.
    let program = try RunningProgram(["analyze", "-j", "1"] + .words(options) + ["-"], directory: folder.path)
    var peaks: [Int] = []
    for (number, seconds) in [30, Self.longSeconds].enumerated() {
      try folder.put(WaveFile.speech(seconds: seconds).bytes, "\(number).wav")
      program.send("\(number).wav\n")
      #expect(program.waitForLines(number + 1))
      let workers = Processes.children(of: program.process)
      #expect(workers.count == 1)
      peaks.append(try #require(workers.first.flatMap(Processes.peakBytes)))
    }
    program.closeInput()
    let result = program.waitForEnd()
    #expect(try result.records().map { $0["duration_s"]?.number } == [30, Self.longSeconds])
    #expect(Double(peaks[1]) <= 1.1 * Double(peaks[0]) + 2e6, "\(peaks)")
  }
}

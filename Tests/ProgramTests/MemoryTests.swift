import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Memory")
struct MemoryTests {
  #if DEBUG
    /// Code that is not optimised takes its time: a shorter clip, which would show the growth just as well.
    static let longSeconds = 150.0
  #else
    static let longSeconds = 1_800.0
  #endif

  @Test(
    "A long clip takes hardly more memory than a short one",
    arguments: ["analyze", "features --kind mel --format npy"]
  )
  func peak(command: String) throws {
    let folder = try WorkFolder()
    try folder.put(WaveFile.speech(seconds: 30).bytes, "short.wav")
    try folder.put(WaveFile.speech(seconds: Self.longSeconds).bytes, "long.wav")
    let results = try ["short.wav", "long.wav"].map { name in
      try Program.run(.words(command) + ["-o", "/dev/null", Argument(name)], directory: folder.path)
    }
    #expect(results.allSatisfy { $0.status == 0 })
    #expect(Double(results[1].peakBytes) <= 1.1 * Double(results[0].peakBytes) + 4e6, "\(results.map(\.peakBytes))")
  }
}

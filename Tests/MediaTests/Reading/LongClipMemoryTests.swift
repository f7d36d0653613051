import Foundation
import System
import TestSupport
import Testing

@testable import Media

/// Reads each clip in its own process, whose memory no other test changes.
struct LongClipMemoryTests {
  @Test(
    "A long clip takes no more memory than a minute of it",
    arguments: [
      ("long.m4a", "-c:a aac -b:a 32k -ar 16000", 120), ("long.mkv", "-c:a libmp3lame -b:a 32k -ar 16000", 120),
      ("long.opus", "-c:a libopus -b:a 24k", 20),
    ]
  )
  func compressed(name: String, codec: String, minutes: Int) async throws {
    let scratch = try WorkFolder()
    let minute = try scratch.ffmpeg(
      "-stream_loop -1 -i \(fixture("speech.wav")) -t 60 -ac 1 \(codec)",
      to: "minute-\(name)"
    )
    let path = try scratch.ffmpeg("-stream_loop \(minutes - 1) -i \(minute) -c copy", to: name)
    await expectConstantMemory(path, minutes: minutes)
  }

  @Test func twoHoursOfSamplesTakeConstantMemory() async throws {
    let scratch = try WorkFolder()
    var header = floatWave(rate: 16_000, channels: [[]])
    let size = 7_200 * 16_000 * 4
    header.replaceSubrange(40..<44, with: (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) })
    let path = try scratch.write(header, as: "long.wav")
    // The silence is a hole in the file and takes no disk space.
    #expect(truncate(path.description, header.count + size) == 0)
    await expectConstantMemory(path, minutes: 120)
  }

  /// Checks the growth of memory. A reader that kept the samples would grow by at least the file's size.
  private func expectConstantMemory(_ path: ClipPath, minutes: Int) async {
    await #expect(processExitsWith: .success) { [name = path.description as String, minutes = minutes as Int] in
      let growth = try LongClipMemoryTests.growth(ClipPath(name), minutes: minutes)
      #expect(growth < 10 << 20, "\(growth >> 10) KiB more")
    }
  }

  /// Returns the growth of the process's memory, in bytes, from the first minute to the end.
  private static func growth(_ path: ClipPath, minutes: Int) throws -> Int {
    let reader = try ClipReader(path: path)
    var samples = 0
    var before = 0
    var peak = 0
    while let event = try reader.next() {
      guard case .sound(let block) = event else { continue }
      samples += block.sampleCount
      if before == 0 && block.startSeconds > 60 { before = residentBytes }
      if Int(block.startSeconds * 2) % 100 == 0 { peak = max(peak, residentBytes) }
    }
    #expect(abs(reader.measuredDurationSeconds / Double(minutes * 60) - 1) < 0.002)
    #expect(samples == Int((reader.measuredDurationSeconds * 16_000).rounded()))
    return peak - before
  }

  private static var residentBytes: Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}

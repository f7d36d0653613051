import Foundation
import Media
import System
import TestSupport
import Testing

@testable import Perception

@Suite("The threads that work on a clip", .timeLimit(.minutes(1)))
struct ThreadTeamTests {
  @Test("Every result arrives, with any number of helpers", arguments: [1, 2, 4])
  func results(threads: Int) {
    let team = ThreadTeam(threadCount: threads)
    defer { team.stop() }
    #expect(team.hasHelpers == (threads > 1))
    let results = (0..<200).map { number in JobResult(on: team) { number * number } }
    #expect(results.map(\.value) == (0..<200).map { $0 * $0 })
  }

  @Test("Without helpers a job runs at once, on the calling thread")
  func alone() {
    let team = ThreadTeam(threadCount: 1)
    let thread = Thread.current
    let result = JobResult(on: team) { Thread.current === thread }
    #expect(result.ready == true)
    team.stop()
  }

  @Test("The caller helps while it waits: a job may wait for another")
  func nested() {
    let team = ThreadTeam(threadCount: 2)
    defer { team.stop() }
    let inner = JobResult(on: team) { 7 }
    let outer = JobResult(on: team) { inner.value + 1 }
    #expect(outer.value == 8)
  }

  @Test("A stopped team drops the jobs that wait, and can be stopped again")
  func stopping() {
    let team = ThreadTeam(threadCount: 3)
    for _ in 0..<50 { team.submit { Thread.sleep(forTimeInterval: 0.002) } }
    team.stop()
    team.stop()
  }

  @Test("Events read ahead are the reader's, in its order", arguments: [1, 2, 3])
  func readAhead(threads: Int) throws {
    func reader() throws -> ClipReader {
      let options = ReadingOptions(video: VideoOptions(longestSide: 160))
      return try ClipReader(path: ClipPath(Repository.fixture("face.mp4")), options: options)
    }
    func words(_ next: () throws -> MediaEvent?) throws -> [String] {
      var words: [String] = []
      while let event = try next() {
        switch event {
        case .sound(let block): words.append("sound \(block.startSeconds) \(block.samples.reduce(0, +))")
        case .frame(let frame): words.append("frame \(frame.number) \(frame.seconds) \(frame.rgb.hashValue)")
        }
      }
      return words
    }
    let team = ThreadTeam(threadCount: threads)
    defer { team.stop() }
    let (plain, ahead) = (try reader(), ReadAhead(try reader(), team: team))
    #expect(try words(ahead.next) == words(plain.next))
    #expect(try ahead.next() == nil)
    #expect(ahead.readingSeconds > 0)
  }

  @Test("An error comes after the events before it", arguments: [1, 3])
  func failure(threads: Int) throws {
    let remaining = Countdown(from: 20)
    let reader = try ClipReader(
      path: ClipPath(Repository.fixture("face.mp4")),
      options: ReadingOptions(video: VideoOptions()),
      isInterrupted: { remaining.isOver }
    )
    let team = ThreadTeam(threadCount: threads)
    defer { team.stop() }
    let ahead = ReadAhead(reader, team: team)
    #expect(throws: MediaError.interrupted) { while try ahead.next() != nil {} }
  }
}

/// Counts calls down, from any thread.
private final class Countdown: @unchecked Sendable {
  private let lock = NSLock()
  private var count: Int

  init(from count: Int) { self.count = count }

  var isOver: Bool {
    lock.withLock {
      count -= 1
      return count < 0
    }
  }
}

import Foundation
import Glibc
import Testing

@testable import Batch

/// A parent process with its workers, observed from outside.
@Suite struct ParentProcessTests {
  struct Run {
    let process = Process()
    let output = Pipe()

    init(_ arguments: [String]) throws {
      process.executableURL = URL(fileURLWithPath: testWorker)
      process.arguments = arguments
      process.standardOutput = output
      process.standardInput = FileHandle.nullDevice
      try process.run()
    }

    /// Waits for the process to end and returns the lines it printed.
    func lines() -> [String] {
      let data = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
  }

  /// Returns the child processes of `process`.
  func children(of process: Int32) -> [Int32] {
    let list = try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
    return (list ?? "").split(separator: " ").compactMap { Int32($0) }
  }

  func waitForChildren(_ count: Int, of process: Int32) -> [Int32] {
    for _ in 0..<500 where children(of: process).count < count { usleep(10_000) }
    return children(of: process)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func deliversFinishedAnswersOnASignal(signal: Int32) throws {
    let tree = try TemporaryTree()
    let mark = tree.path("3-mark").description
    let run = try Run(["parent", "0-hang", "1", "2", mark])
    for _ in 0..<2_000 where access(mark, F_OK) != 0 { usleep(10_000) }
    let workers = children(of: run.process.processIdentifier)
    #expect(workers.count == 2)
    // Signal all of them, and more than once, as a terminal or timeout(1) does.
    for target in workers + [run.process.processIdentifier] { kill(target, signal) }
    kill(run.process.processIdentifier, signal)
    #expect(run.lines() == ["1 answered", "2 answered"])
    #expect(run.process.terminationStatus == 128 + signal)
    for worker in workers { #expect(kill(worker, 0) != 0) }
  }

  @Test func workersDieWithTheirParent() throws {
    let run = try Run(["parent", "0-hang", "1-hang"])
    let workers = waitForChildren(2, of: run.process.processIdentifier)
    #expect(workers.count == 2)
    kill(run.process.processIdentifier, SIGKILL)
    #expect(run.lines().isEmpty)
    for _ in 0..<200 where workers.contains(where: { isAlive($0) }) { usleep(10_000) }
    #expect(!workers.contains { isAlive($0) })
  }

  /// Returns whether the process exists and is not a zombie.
  private func isAlive(_ process: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
    return !status.contains(") Z ")
  }

  @Test func leavesNoProcessesOrDescriptorsBehind() throws {
    let run = try Run(["leaks", "0", "1-abort", "2-exit-1", "3-hang", "4-garble", "5-big-300000", "6"])
    #expect(
      run.lines() == [
        "0 answered", "1-abort failed", "2-exit-1 failed", "3-hang failed", "4-garble failed", "5-big-300000 failed",
        "6 answered", "descriptors 0", "children 0",
      ]
    )
    #expect(run.process.terminationStatus == 0)
  }
}

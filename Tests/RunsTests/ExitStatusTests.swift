import Batch
import System
import TestSupport
import Testing

@testable import Runs

/// Distinguishes the type from the testing library's `ExitStatus`.
private typealias ExitStatus = Runs.ExitStatus

@Suite struct ExitStatusTests {
  private let recorder = MessageRecorder()

  private func status(of error: any Error) -> ExitStatus? {
    #expect(throws: ExitStatus.self) { try ExitStatus.unlessStarted(recorder.logger) { throw error } }
  }

  @Test func reportsWhyARunCannotStart() {
    #expect(status(of: Trouble()) == .notStarted && recorder.all == ["error: the disk is gone"])
  }

  private struct Trouble: Error, CustomStringConvertible {
    let description = "the disk is gone"
  }

  @Test func closedOutputIsNotAnError() {
    #expect(status(of: OutputError.closed) == .success && recorder.all.isEmpty)
  }

  @Test func doesNotRepeatAWorkersMessage() {
    #expect(status(of: BatchError.workerCannotStart(.exited(status: 2))) == .notStarted && recorder.all.isEmpty)
    #expect(status(of: BatchError.workerCannotStart(.exited(status: 3))) == .notStarted && recorder.all.count == 1)
  }

  @Test func passesStatusesAndUsageErrorsThrough() {
    #expect(status(of: ExitStatus.stopped(signal: 2)) == .stopped(signal: 2) && recorder.all.isEmpty)
    #expect(throws: UsageError("no")) { try ExitStatus.unlessStarted(recorder.logger) { throw UsageError("no") } }
  }

  @Test func exitCodesAreStable() {
    let statuses: [ExitStatus] = [.success, .someFailed, .notStarted, .stopped(signal: 2), .stopped(signal: 15)]
    #expect(statuses.map(\.code) == [0, 1, 2, 130, 143])
    #expect(BatchEnd.finished.status(failed: false) == .success)
    #expect(BatchEnd.finished.status(failed: true) == .someFailed)
    #expect(BatchEnd.incomplete.status(failed: false) == .someFailed)
  }

  @Test func outputsMustNotOverwriteInputs() throws {
    let folder = try WorkFolder()
    try folder.put("x", "old.txt")
    folder.link("link.txt", to: "old.txt")
    #expect(throws: UsageError("--log would overwrite an input file")) {
      try UsageError.check(output: folder.clip("link.txt"), inputs: [folder.clip("old.txt")], option: "--log")
    }
    #expect(throws: UsageError("--log takes a file")) {
      try UsageError.check(output: ClipPath(""), inputs: [], option: "--log")
    }
    try UsageError.check(output: folder.clip("new.txt"), inputs: [folder.clip("old.txt")], option: "--log")
    try UsageError.check(output: nil, inputs: [folder.clip("old.txt")], option: "--log")
  }
}

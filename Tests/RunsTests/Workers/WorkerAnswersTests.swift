import Batch
import Foundation
import Records
import System
import TestSupport
import Testing

@testable import Runs

/// A worker's answers as read by its parent.
@Suite struct WorkerAnswersTests {
  private struct Fault: Error, CustomStringConvertible {
    let description = "the tape is torn"
  }

  private struct Answer: Codable {
    var number: Double?
    var failure: ClipFailure?
  }

  private let path = ClipPath(bytes: Array("caf".utf8) + [0xe9])

  @Test func recordsArriveUnchanged() {
    let outcome = JobOutcome.answered(WorkerAnswer.records(of: path) { [SampleRecords.full, SampleRecords.failed] })
    let expected = [SampleRecords.full, SampleRecords.failed].map { $0.json.utf8() }
    #expect(outcome.records(of: path).map { $0.json.utf8() } == expected)
  }

  @Test func errorsBecomeFailuresWithTheirReason() {
    let answers = JobOutcome.answered(WorkerAnswer.records(of: path) { throw Fault() }).records(of: path)
    #expect(answers == [ClipRecord(path: path, failure: ClipFailure(.internal, "the tape is torn"))])
    let measured = JobOutcome.answered(WorkerAnswer.measured(of: path) { throw Fault() }).measured(of: path)
    #expect(measured.map(\.record) == answers && measured[0].measurement == nil)
    let kept = JobOutcome.answered(WorkerAnswer.records(of: path) { throw ClipFailure(.timeout, "late") })
    #expect(kept.records(of: path)[0].failure == ClipFailure(.timeout, "late"))
  }

  @Test func unencodableAnswersBecomeFailures() throws {
    let payload = WorkerAnswer.payload(Answer(number: .nan)) { Answer(failure: $0) }
    let answer = JobOutcome.answered([payload]).answer { Answer(failure: $0) }
    let failure = try #require(answer.failure)
    #expect(failure.kind == .internal && failure.message.contains("nan"), "\(failure.message)")
    let fine = JobOutcome.answered([WorkerAnswer.payload(Answer(number: 2)) { Answer(failure: $0) }])
    #expect(fine.answer { Answer(failure: $0) }.number == 2)
  }

  @Test func undecodableAnswersFailOnlyTheirClip() {
    let garbled = ClipFailure(.internal, "the worker process sent a garbled answer")
    for payloads in [[], [Array("{".utf8)], [SampleRecords.ok.json.utf8(), []]] {
      #expect(JobOutcome.answered(payloads).records(of: path).map(\.failure) == [garbled])
    }
    // A measured result without its measurement.
    #expect(JobOutcome.answered([SampleRecords.ok.json.utf8()]).measured(of: path).map(\.record.failure) == [garbled])
  }

  @Test func workerFailuresBecomeClipFailures() {
    let failures: [(JobFailure, ClipFailure.Kind)] = [
      (.timedOut(seconds: 3), .timeout), (.exceededMemory(bytes: 1 << 31), .tooLarge),
      (.died(.killed(signal: 11)), .internal), (.garbled, .internal),
    ]
    for (failure, kind) in failures {
      #expect(JobOutcome.failed(failure).records(of: path)[0].failure == ClipFailure(kind, failure.description))
    }
  }

  @Test func passesPathsToWorkersByTheirBytes() {
    let word = WorkerOption.model.word(path)
    let pool = WorkerKind.evaluate.pool([word, WorkerOption.measures.flag], workerCount: 3)
    let words = ["emocli", "worker", "evaluate"].map { Array($0.utf8) }
    let model = Array("--model=".utf8) + path.bytes
    #expect(pool.configuration.arguments == words + [model, Array("--measures".utf8)])
    #expect(pool.configuration.workerCount == 3)
  }
}

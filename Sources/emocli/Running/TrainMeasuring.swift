import Batch
import Foundation
import Manifests
import Numerics
import Records
import System

/// Which of a training's clips can be used.
struct MeasuredClips: Sendable {
  /// By the clips' rows; they are left out.
  var failures: [Int: ClipFailure] = [:]
  /// Of what was heard and seen of all.
  var checksum = ""

  func usable(_ rows: [Manifest.Row]) -> [Manifest.Row] {
    rows.filter { failures[$0.line] == nil }
  }
}

extension TrainCommand {
  /// Has worker processes hear and see all clips and keep what they found.
  func measure(_ task: TrainTask, _ progress: TrainProgress) throws -> MeasuredClips {
    let cache = try task.options.madeCacheFolder()
    var measured = MeasuredClips()
    var checksums: [String] = []
    let count = task.plan.rows.count
    progress.begin()
    let end = try measure(task.plan.rows, networks: task.starts[task.plan.final.name]!, cache: cache) { row, answer in
      checksums.append(answer.checksum ?? "")
      if let failure = answer.failure {
        measured.failures[row.line] = failure
        progress.clear()
        progress.logger.error("\(row.path): \(failure.kind.rawValue): \(failure.message)")
      }
      progress.showMeasured(checksums.count, of: count, failed: measured.failures.count)
    }
    progress.clear()
    if case .interrupted = end {
      progress.tell("interrupted; what was found of \(checksums.count) clips is kept, the same command goes on")
      try BatchEnd.interrupted.exit(failed: false)
    }
    measured.checksum = Checksum.sha256(of: checksums.joined(separator: "\n"))
    return measured
  }

  private func measure(
    _ rows: [Manifest.Row],
    networks start: TrainStart,
    cache: ClipPath,
    deliver: (Manifest.Row, MeasureAnswer) -> Void
  ) throws -> WorkerPool.End {
    let words = ["--cache", RawArguments.escaped(cache.bytes), "--network-checksum", start.networkChecksum]
    let pool = WorkerPool(
      WorkerPool.Configuration(
        arguments: WorkerCommand.arguments(MeasureWorker.self, words),
        workerCount: jobs.workerCount
      )
    )
    var waiting = rows[...]
    var delivered = rows.makeIterator()
    func next() -> InputStep { waiting.popFirst().map { .clip(ManifestJob($0).message) } ?? .end }
    return try pool.run(interruption: .process, next: next) { job, outcome in
      // Outcomes come in the order of the rows; when interrupted, some are left out.
      while let row = delivered.next() {
        guard ManifestJob(row).message == job else { continue }
        deliver(row, MeasureAnswer(outcome))
        break
      }
      return .goOn
    }
  }
}

extension MeasureAnswer {
  init(_ outcome: JobOutcome) {
    switch outcome {
    case .answered(let payloads):
      self =
        (try? JSONDecoder().decode(MeasureAnswer.self, from: Data(payloads.joined())))
        ?? MeasureAnswer(failure: ClipFailure(.garbled))
    case .failed(let failure): self.init(failure: ClipFailure(failure))
    }
  }
}

extension TrainOptions {
  /// The folder, made where it is missing. Throws `TrainCacheError`.
  fileprivate func madeCacheFolder() throws(TrainCacheError) -> ClipPath {
    let folder = try cacheFolder()
    do {
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: folder.description),
        withIntermediateDirectories: true
      )
    } catch {
      throw .cannotMake(folder, reason: error.localizedDescription)
    }
    return folder
  }
}

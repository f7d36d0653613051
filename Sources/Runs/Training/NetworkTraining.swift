import Batch
import Foundation
import Learning
import Logging
import Numerics
import Synchronization
import System

/// The trained networks of a plan.
struct TrainedNetworks {
  /// In the order of the plan's folds.
  var folds: [TrainedNetwork]
  var final: TrainedNetwork

  /// Returns the final model's epoch and its validation loss.
  func summary(of epochs: Int) -> String {
    let position = final.position
    let loss = position.best.map { String(format: ", validation loss %.4f", $0.loss) } ?? ""
    return "epoch \(position.keptEpoch) of at most \(epochs)\(loss)"
  }
}

/// Trains the networks of a plan in parallel, each on one thread.
struct NetworkTraining: Sendable {
  let task: TrainingTask
  let extracted: ExtractedClips
  let checkpoint: CheckpointFile
  let log: TrainingLog?
  let display: TrainingDisplay

  /// The results of the runs so far.
  private final class Results: Sendable {
    private let state = Mutex<(networks: [Int: TrainedNetwork], error: (any Error)?)>(([:], nil))

    func add(_ index: Int, _ body: () throws -> TrainedNetwork?) {
      let result = Result { try body() }
      state.withLock { state in
        switch result {
        case .success(let network): state.networks[index] = network
        case .failure(let error): if state.error == nil { state.error = error }
        }
      }
    }

    var hasFailed: Bool { state.withLock { $0.error != nil } }

    /// Returns the networks, or throws the first error of a run.
    func networks() throws -> [Int: TrainedNetwork] {
      try state.withLock { state in
        if let error = state.error { throw error }
        return state.networks
      }
    }
  }

  /// Returns the trained networks. When interrupted, reports how to continue and throws `ExitStatus`.
  func train(atOnce: Int) throws -> TrainedNetworks {
    let (folds, final) = (task.plan.folds, task.plan.final)
    // Features that all runs share are read once.
    let isShared = Set(task.initialWeights.values.map(\.voice)).count == 1
    let shared = isShared ? try clips(for: final) : nil
    // Without validation clips, the folds determine the number of epochs of the final network.
    let isLastAlone = !folds.isEmpty && final.validation.isEmpty
    let runs = folds + (isLastAlone ? [] : [final])
    display.begin(epochs: (folds.count + 1) * task.request.epochs)
    var networks = try train(runs, on: shared, lastEpoch: nil, atOnce: atOnce)
    if isLastAlone {
      let keptEpochs = networks.map(\.position.keptEpoch).sorted()
      networks += try train([final], on: shared, lastEpoch: keptEpochs[keptEpochs.count / 2], atOnce: 1)
    }
    display.clear()
    return TrainedNetworks(folds: Array(networks.dropLast()), final: networks[networks.count - 1])
  }

  private func train(
    _ runs: [TrainingPlan.Run],
    on shared: ClipCollection?,
    lastEpoch: Int?,
    atOnce: Int
  ) throws -> [TrainedNetwork] {
    try BLAS.reserve(threads: min(runs.count, atOnce))
    let results = Results()
    parallelFor(runs.count, atOnce: atOnce) { index in
      results.add(index) {
        if Interruption.process.isRequested || results.hasFailed { return nil }
        return try train(runs[index], on: shared, lastEpoch: lastEpoch) { results.hasFailed }
      }
    }
    let networks = try results.networks()
    if networks.count < runs.count {
      display.clear()
      display.log(
        checkpoint.path.map {
          "interrupted; run the same command with \(TrainingRequest.Option.resume.flag) to continue from \($0)"
        }
          ?? "interrupted; no checkpoint was saved, because \(task.request.output) is not a regular file"
      )
      throw ExitStatus.interrupted
    }
    return runs.indices.map { networks[$0]! }
  }

  private func train(
    _ run: TrainingPlan.Run,
    on shared: ClipCollection?,
    lastEpoch: Int?,
    hasOtherFailed: @escaping @Sendable () -> Bool
  ) throws -> TrainedNetwork? {
    var settings = FusionTraining.Settings()
    (settings.epochs, settings.seed, settings.lastEpoch) = (task.request.epochs, task.request.seed, lastEpoch)
    let state = checkpoint.state(of: run.name)
    let epochs = lastEpoch ?? task.request.epochs
    let before = state?.head.position.epochs ?? []
    for epoch in before { try log?.write(epoch, run: run.fold ?? TrainingLog.all) }
    display.skip(epochs: task.request.epochs - epochs + before.count)
    let network = try run.train(
      on: shared ?? clips(for: run),
      startingFrom: task.initialWeights[run.name]!.model,
      encoder: task.initialWeights[run.name]!.encoder,
      settings: settings,
      resuming: state,
      callbacks: TrainingCallbacks(
        isStopped: { Interruption.process.isRequested || hasOtherFailed() },
        epochEnded: { epoch in
          display.show(epoch, of: epochs, run: run.name)
          try log?.write(epoch, run: run.fold ?? TrainingLog.all)
        },
        save: { try checkpoint.save($0, of: run.name) }
      )
    )
    if let network { display.skip(epochs: epochs - network.position.epochs.count) }
    return network
  }

  /// Reads the cached features of a run's clips.
  private func clips(for run: TrainingPlan.Run) throws -> ClipCollection {
    let weights = task.initialWeights[run.name]!
    let features = try ManifestFeatures(
      cache: CacheLocation(folder: task.request.cacheFolder(), limit: task.request.cacheLimit),
      voice: weights.voice,
      networkChecksum: weights.networkChecksum
    )
    let clips = try ClipCollection(extracted.usable(task.plan.rows)) { try features.windows(of: ManifestJob($0)) }
    if features.missCount > 0 {
      let limit = "\(TrainingRequest.Option.cacheLimit.flag) \(ByteCount(bytes: task.request.cacheLimit))"
      let number = features.missCount
      display.logger.warning(
        "the features of \(number) clip\(number == 1 ? "" : "s") were extracted again: those of all do not fit into \(limit)"
      )
    }
    return clips
  }
}

/// Calls `body` with 0 ..< `count` on at most `atOnce` threads, and waits for all calls.
func parallelFor(_ count: Int, atOnce: Int, _ body: @escaping @Sendable (Int) -> Void) {
  let counter = Counter()
  let group = DispatchGroup()
  for _ in 0..<min(count, atOnce) {
    group.enter()
    Thread {
      while case let index = counter.increment(), index < count { body(index) }
      group.leave()
    }.start()
  }
  group.wait()
}

/// Counts from 0, from any thread.
private final class Counter: Sendable {
  private let next = Atomic<Int>(0)

  func increment() -> Int { next.add(1, ordering: .relaxed).oldValue }
}

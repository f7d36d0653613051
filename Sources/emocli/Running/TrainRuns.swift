import Batch
import Foundation
import Learning
import Numerics
import Runs
import Synchronization

/// The networks of a training.
struct TrainedNetworks {
  /// In the order of the plan's folds.
  var folds: [TrainedNetwork]
  var final: TrainedNetwork

  /// Which epoch the model that is kept comes from, and what its validation loss was.
  func summary(of epochs: Int) -> String {
    let position = final.position
    let loss = position.best.map { String(format: ", validation loss %.4f", $0.loss) } ?? ""
    return "epoch \(position.keptEpoch) of at most \(epochs)\(loss)"
  }
}

/// Trains the networks of a plan, several side by side, each on one thread.
struct TrainRuns: Sendable {
  let task: TrainTask
  let measured: MeasuredClips
  let checkpoint: TrainCheckpoint
  let log: TrainingLog?
  let progress: TrainProgress

  /// What came of the runs so far.
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

    /// Throws the first error of a run.
    func networks() throws -> [Int: TrainedNetwork] {
      try state.withLock { state in
        if let error = state.error { throw error }
        return state.networks
      }
    }
  }

  /// The trained networks. When interrupted, tells how to go on and ends the program.
  func train(atOnce: Int) throws -> TrainedNetworks {
    let (folds, final) = (task.plan.folds, task.plan.final)
    // What is the same for all is read once.
    let shared = task.options.encoders == nil ? try clips(for: final) : nil
    // Without clips for validation the folds say how long the last network is to learn.
    let isLastAlone = !folds.isEmpty && final.validation.isEmpty
    let runs = folds + (isLastAlone ? [] : [final])
    progress.begin(epochs: (folds.count + 1) * task.options.epochs)
    var networks = try train(runs, on: shared, lastEpoch: nil, atOnce: atOnce)
    if isLastAlone {
      let kept = networks.map(\.position.keptEpoch).sorted()
      networks += try train([final], on: shared, lastEpoch: kept[kept.count / 2], atOnce: 1)
    }
    progress.clear()
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
    TrainTeam.run(runs.count, atOnce: atOnce) { index in
      results.add(index) {
        if Interruption.process.isRequested || results.hasFailed { return nil }
        return try train(runs[index], on: shared, lastEpoch: lastEpoch) { results.hasFailed }
      }
    }
    let networks = try results.networks()
    if networks.count < runs.count {
      progress.clear()
      progress.tell(
        checkpoint.path.map { "interrupted; the same command with --resume goes on from \($0)" }
          ?? "interrupted; nothing is kept, because \(task.options.output) is no file"
      )
      try BatchEnd.interrupted.exit(failed: false)
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
    (settings.epochs, settings.seed, settings.lastEpoch) = (task.options.epochs, task.options.seed, lastEpoch)
    let state = checkpoint.state(of: run.name)
    let epochs = lastEpoch ?? task.options.epochs
    let before = state?.head.position.epochs ?? []
    for epoch in before { try log?.write(epoch, run: run.fold ?? TrainingLog.all) }
    progress.skip(epochs: task.options.epochs - epochs + before.count)
    let network = try run.train(
      on: shared ?? clips(for: run),
      startingFrom: task.starts[run.name]!.weights,
      settings: settings,
      resuming: state,
      watch: TrainingWatch(
        isStopped: { Interruption.process.isRequested || hasOtherFailed() },
        epochEnded: { epoch in
          progress.show(epoch, of: epochs, run: run.name)
          try log?.write(epoch, run: run.fold ?? TrainingLog.all)
        },
        save: { try checkpoint.save($0, of: run.name) }
      )
    )
    if let network { progress.skip(epochs: epochs - network.position.epochs.count) }
    return network
  }

  /// Reads what was heard and seen of a run's clips.
  private func clips(for run: TrainingPlan.Run) throws -> ClipCollection {
    let start = task.starts[run.name]!
    let features = try TrainFeatures(
      cache: task.options.cacheFolder(),
      encoders: start.encoders,
      networkChecksum: start.networkChecksum
    )
    return try ClipCollection(measured.usable(task.plan.rows)) { try features.windows(of: ManifestJob($0)) }
  }
}

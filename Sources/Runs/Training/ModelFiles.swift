import Foundation
import Learning
import Manifests
import Networks
import Perception
import System

/// Writes the calibrated networks of a training to files.
struct ModelFiles {
  /// The name and version of the final model, as in the records.
  let identity: String
  private let networks: TrainedNetworks
  private let task: TrainingTask
  private let rows: [Manifest.Row]

  /// Calibrates the networks: each fold's on the clips of the other folds, and the final one on the clips of all folds
  /// or, without folds, on the validation clips.
  ///
  /// - Parameter identity: The identity of the training.
  init(_ networks: TrainedNetworks, task: TrainingTask, extracted: ExtractedClips, identity: TrainingIdentity) {
    (self.networks, self.task) = (networks, task)
    rows = extracted.usable(task.plan.rows)
    self.identity = task.request.identity ?? "emocli-trained \(ProgramInfo.version)-\(identity.checksum.prefix(8))"
    let heldOut = networks.folds.map(\.heldOut)
    TrainableWeights.calibrate(folds: networks.folds.map(\.weights), on: heldOut)
    let others = networks.folds.isEmpty ? networks.final.heldOut : HeldOutClips.joined(heldOut)
    if !others.isEmpty { networks.final.weights.calibrate(on: others) }
  }

  /// Throws `OutputError`.
  func write(to path: ClipPath) throws {
    let data = description(identity, of: rows, networks.final).file(networks.final.weights)
    try OutputFile.replace(path, with: data)
  }

  /// Writes the network trained without a fold. Throws `OutputError`.
  func write(fold index: Int, to path: ClipPath) throws {
    let (run, network) = (task.plan.folds[index], networks.folds[index])
    let heldOutLines = Set(run.heldOut.map(\.line))
    let trainingRows = rows.filter { !heldOutLines.contains($0.line) }
    // Versions must not contain spaces.
    let name = run.fold!.split(whereSeparator: \.isWhitespace).joined(separator: "-")
    let data = description("\(identity)-without-\(name)", of: trainingRows, network).file(network.weights)
    try OutputFile.replace(path, with: data)
  }

  /// Writes each fold's network to a subdirectory named after the fold. Throws `OutputError` or `CocoaError`.
  func writeFolds(below folder: ClipPath) throws {
    for (index, run) in task.plan.folds.enumerated() {
      let foldFolder = folder.appending(run.fold!.utf8)
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: foldFolder.description),
        withIntermediateDirectories: true
      )
      try write(fold: index, to: foldFolder.appending(ModelFolder.fusionModelName.utf8))
    }
  }

  private func description(
    _ identity: String,
    of rows: [Manifest.Row],
    _ network: TrainedNetwork
  ) -> ModelDescription {
    let speakers = Set(rows.compactMap { SpeakerID($0).name }).union(task.pretrainingSpeakers ?? [])
    return ModelDescription(
      identity: identity,
      speakers: speakers.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) },
      training: Self.counts(rows),
      licence: "research only, as the face networks; the terms of the voice encoder and of the clips hold too",
      seed: task.request.seed,
      keptEpoch: network.position.keptEpoch,
      epochs: task.request.epochs,
      encoder: network.encoder
    )
  }

  /// `165 clips of 7 speakers: javanese 165`
  static func counts(_ rows: [Manifest.Row]) -> String {
    let speakers = Set(rows.map { SpeakerID($0) }).count
    let corpora = Dictionary(grouping: rows) { $0.corpus ?? "" }.mapValues(\.count).filter { !$0.key.isEmpty }
    let names = corpora.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    let counts = "\(rows.count) clip\(rows.count == 1 ? "" : "s") of \(speakers) speaker\(speakers == 1 ? "" : "s")"
    return names.isEmpty ? counts : "\(counts): \(names)"
  }
}

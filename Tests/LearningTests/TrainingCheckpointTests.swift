import System
import TestSupport
import Testing

@testable import Learning

@Suite struct TrainingCheckpointTests {
  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
  }

  private func identity(_ parts: (String, String)...) -> TrainingIdentity {
    var identity = TrainingIdentity()
    for (name, value) in parts { identity.add(name, value) }
    return identity
  }

  @Test func roundTripsExactly() throws {
    var position = FusionTraining.Position()
    (position.step, position.lossSum, position.seconds) = (2, 0.1 + 0.2, 1e-300)
    position.epochs = [
      FusionTraining.Epoch(
        number: 1,
        trainingLoss: .nan,
        validationLoss: nil,
        learningRate: 1 / 3,
        seconds: 1,
        isBest: false
      )
    ]
    let head = FusionTraining.State.Head(position: position, steps: 5, generator: .max)
    let tensors = [
      FusionTraining.State.Tensor(name: "a/b.weight", values: [1, -.infinity, 1e-30]),
      FusionTraining.State.Tensor(name: "c", values: []),
    ]
    var checkpoint = TrainingCheckpoint(identity(("--seed", "1")))
    checkpoint.runs = ["fold \"ä/1": .init(head: head, tensors: tensors), "fold \"ä": .init(head: head, tensors: [])]
    try folder.put(checkpoint.data(), "kept")
    let read = try TrainingCheckpoint(reading: folder.clip("kept"))
    #expect(read.identity == checkpoint.identity && read.runs.count == 2)
    #expect(read.runs["fold \"ä"]?.tensors.isEmpty == true)
    let state = try #require(read.runs["fold \"ä/1"])
    #expect(state.head.generator == .max && state.head.steps == 5 && state.tensors == tensors)
    #expect(state.head.position.lossSum == position.lossSum && state.head.position.seconds == 1e-300)
    #expect(state.head.position.epochs[0].trainingLoss.isNaN && state.head.position.epochs[0].learningRate == 1 / 3)
  }

  @Test func rejectsOtherFiles() throws {
    try folder.put("not a file of weights", "text")
    for path in [folder.clip("missing"), folder.clip("text"), ClipPath("\(Repository.models)/emocli-av.safetensors")] {
      #expect(throws: CheckpointError.self, "\(path)") { try TrainingCheckpoint(reading: path) }
    }
  }

  @Test func namesTheDifferencesFromAnotherRun() throws {
    let checkpoint = TrainingCheckpoint(identity(("manifest", "a"), ("--seed", "1"), ("clips", "x")))
    try checkpoint.check(belongsTo: identity(("manifest", "a"), ("--seed", "1")))
    #expect(throws: CheckpointError.otherTraining(["manifest", "--seed"])) {
      try checkpoint.check(belongsTo: identity(("manifest", "b"), ("--seed", "2"), ("clips", "x")))
    }
    #expect("\(CheckpointError.otherTraining(["manifest", "--seed"]))".contains("with different manifest, --seed;"))
  }
}

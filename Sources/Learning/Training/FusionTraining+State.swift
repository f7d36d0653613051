import Numerics

extension FusionTraining {
  /// All that a run with the same clips, start and settings needs to go on as if it had never stopped.
  public struct State: Sendable {
    /// Numbers that have a name, float32.
    public struct Tensor: Equatable, Sendable {
      public let name: String
      public let values: [Float]
    }

    /// What is no tensor.
    public struct Head: Codable, Equatable, Sendable {
      public let position: Position
      /// Steps taken.
      public let steps: Int
      /// Of the generator that draws the batches.
      public let generator: UInt64
    }

    public let head: Head
    /// Of a finished run its weights; else also what the optimizer and the averages know.
    public let tensors: [Tensor]

    public init(head: Head, tensors: [Tensor]) {
      self.head = head
      self.tensors = tensors
    }
  }

  /// The run as it stands, between two steps.
  public var state: State {
    let head = State.Head(position: position, steps: trainer.stepCount, generator: sampler.generator.state)
    let trained = trainer.learning.map { State.Tensor(name: "\($0.name).weight", values: $0.values.values) }
    if position.isFinished { return State(head: head, tensors: trained) }
    let best = zip(trainer.learning, bestValues).map { State.Tensor(name: "\($0.name).best", values: $1) }
    let all = trainer.state.map { State.Tensor(name: $0.name, values: $0.values.values) }
    return State(head: head, tensors: all + best)
  }

  /// Goes on where that state was. Throws `CheckpointError.otherNetwork` where it has not the tensors of this network.
  public mutating func restore(_ state: State) throws(CheckpointError) {
    let kept = Dictionary(state.tensors.map { ($0.name, $0.values) }) { first, _ in first }
    func values(_ name: String, count: Int) throws(CheckpointError) -> [Float] {
      guard let values = kept[name], values.count == count else { throw .otherNetwork(tensor: name) }
      return values
    }
    let isFinished = state.head.position.isFinished
    for (name, matrix) in trainer.state where !isFinished || name.hasSuffix(".weight") {
      _ = matrix.elements.update(fromContentsOf: try values(name, count: matrix.rows * matrix.columns))
    }
    bestValues = []
    if state.head.position.best != nil, !isFinished {
      for tensor in trainer.learning {
        bestValues.append(try values("\(tensor.name).best", count: tensor.values.rows * tensor.values.columns))
      }
    }
    position = state.head.position
    trainer.resume(after: state.head.steps)
    sampler.generator = SplitMix64(seed: state.head.generator)
  }
}

import CKernels
import Foundation
import Numerics

/// A small recurrent network that hears the log-mel spectrogram and says how probable speech is and how loud all else.
///
/// It takes steps in pairs: a projection to 24 features, a gated recurrent unit of 36, two outputs. Its answer
/// comes ten pairs late, so that 0.2 s of what follows are heard before it. Made by `Recipes/activity`.
public struct SpeechDetector {
  static let stepsPerPair = 2
  /// Steps from a sound to the answer about it.
  static let delay = 10
  static let features = 24
  static let size = 36
  /// By how much softer the sound is heard a second time, in natural-log power: 16 decibels.
  private static let softer: Float = 1.6 * log(10)
  /// Decibels to one unit of the level's output.
  private static let levelScale: Float = 20

  /// What the network says about two steps.
  struct Answer: Equatable {
    /// Log-odds of speech.
    var logOdds: Float = 0
    /// Power of what is not speech, from 50 Hz to 8 kHz, in decibels as `StepPower` has them.
    var noise: Float = 0
  }

  /// What the network keeps from one pair to the next.
  final class State {
    /// Of the sound as it is, and of the softer one.
    fileprivate let hidden = [
      Matrix(rows: 1, columns: SpeechDetector.size), Matrix(rows: 1, columns: SpeechDetector.size),
    ]
    fileprivate var softer = [Float](repeating: 0, count: LogMel.bandCount)
    fileprivate let input = Matrix(rows: 1, columns: LogMel.bandCount)
    fileprivate let projected = Matrix(rows: 1, columns: SpeechDetector.features)
    fileprivate let fromInput = Matrix(rows: 1, columns: 3 * SpeechDetector.size)
    fileprivate let fromState = Matrix(rows: 1, columns: 3 * SpeechDetector.size)
    fileprivate let output = Matrix(rows: 1, columns: 2)

    init() {}

    /// Another one that goes its own way from here.
    func copy() -> State {
      let copy = State()
      for (own, other) in zip(hidden, copy.hidden) { _ = other.elements.update(fromContentsOf: own.elements) }
      return copy
    }
  }

  private let mean: [Float]
  private let scale: [Float]
  private let project: (weight: Matrix, bias: [Float])
  private let input: (weight: Matrix, bias: [Float])
  private let recurrent: (weight: Matrix, bias: [Float])
  private let head: (weight: Matrix, bias: [Float])

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    func layer(_ weight: String, _ bias: String, rows: Int, columns: Int) throws -> (Matrix, [Float]) {
      (try file.matrix(weight, rows: rows, columns: columns), try file.floats(bias, shape: [rows]))
    }
    mean = try file.floats("mel.mean", shape: [LogMel.bandCount])
    scale = try file.floats("mel.scale", shape: [LogMel.bandCount])
    project = try layer("project.weight", "project.bias", rows: Self.features, columns: LogMel.bandCount)
    input = try layer("gru.weight_ih", "gru.bias_ih", rows: 3 * Self.size, columns: Self.features)
    recurrent = try layer("gru.weight_hh", "gru.bias_hh", rows: 3 * Self.size, columns: Self.size)
    head = try layer("head.weight", "head.bias", rows: 2, columns: Self.size)
  }

  /// Hears one pair, the mean of its steps' 128 log-mel values, and answers about the pair ten pairs ago.
  ///
  /// The sound is heard as it is and softer, and the higher odds of both count: what is loud and distorted, or loud and
  /// noisy, passes for noise at its own level alone.
  func process(_ pair: UnsafePointer<Float>, _ state: State) -> Answer {
    var answer = process(pair, state, state.hidden[0])
    let floor = log(LogMel.floor)
    for band in 0..<LogMel.bandCount { state.softer[band] = max(floor, pair[band] - Self.softer) }
    answer.logOdds = max(answer.logOdds, process(state.softer, state, state.hidden[1]).logOdds)
    return answer
  }

  private func process(_ pair: UnsafePointer<Float>, _ state: State, _ hidden: Matrix) -> Answer {
    ck_standardise(pair, mean, scale, state.input.pointer, LogMel.bandCount)
    apply(project, to: state.input, into: state.projected)
    for index in 0..<Self.features { state.projected.pointer[index] = max(0, state.projected.pointer[index]) }
    apply(input, to: state.projected, into: state.fromInput)
    apply(recurrent, to: hidden, into: state.fromState)
    ck_gru_step(state.fromInput.pointer, state.fromState.pointer, hidden.pointer, Self.size)
    apply(head, to: hidden, into: state.output)
    return Answer(logOdds: state.output.pointer[0], noise: state.output.pointer[1] * Self.levelScale)
  }

  private func apply(_ layer: (weight: Matrix, bias: [Float]), to vector: Matrix, into out: Matrix) {
    _ = out.elements.update(fromContentsOf: layer.bias)
    BLAS.multiply(layer.weight.view, vector: vector.elements, into: out.elements, beta: 1)
  }
}

import CKernels
import Foundation
import Numerics

/// A small recurrent network that estimates the probability of speech, and the level of everything else, from the
/// log-mel spectrogram.
///
/// Processes steps in pairs: a projection to 24 features, a GRU of 36 units, two outputs. The output lags by ten pairs,
/// which gives the network 0.2 s of look-ahead. Trained by `Recipes/activity`.
public struct SpeechDetector {
  static let stepsPerPair = 2
  /// Lag of the output, in pairs.
  static let delay = 10
  static let features = 24
  static let size = 36
  /// Attenuation of the second pass, in natural-log power: 16 dB.
  private static let attenuation: Float = 1.6 * log(10)
  /// Decibels per unit of the level output.
  private static let levelScale: Float = 20

  /// The network's output for one pair of steps.
  struct Output: Equatable {
    /// Log-odds of speech.
    var logOdds: Float = 0
    /// Power of everything but speech, 50 Hz to 8 kHz, in decibels as in `StepPower`.
    var noise: Float = 0
  }

  /// The network's state between pairs.
  final class State {
    /// One for the sound as it is, one for its attenuated copy.
    fileprivate let hidden = [
      Matrix(rows: 1, columns: SpeechDetector.size), Matrix(rows: 1, columns: SpeechDetector.size),
    ]
    fileprivate var attenuated = [Float](repeating: 0, count: LogMel.bandCount)
    fileprivate let input = Matrix(rows: 1, columns: LogMel.bandCount)
    fileprivate let projected = Matrix(rows: 1, columns: SpeechDetector.features)
    fileprivate let fromInput = Matrix(rows: 1, columns: 3 * SpeechDetector.size)
    fileprivate let fromState = Matrix(rows: 1, columns: 3 * SpeechDetector.size)
    fileprivate let output = Matrix(rows: 1, columns: 2)

    init() {}

    /// Returns an independent copy.
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

  /// Processes one pair, the mean of its steps' 128 log-mel values, and returns the output for the pair ten pairs
  /// earlier.
  ///
  /// Runs on the sound as it is and on an attenuated copy, and returns the higher log-odds: loud distorted or loud
  /// noisy speech looks like noise at its own level.
  func process(_ pair: UnsafePointer<Float>, _ state: State) -> Output {
    var output = process(pair, state, state.hidden[0])
    let floor = log(LogMel.floor)
    for band in 0..<LogMel.bandCount { state.attenuated[band] = max(floor, pair[band] - Self.attenuation) }
    output.logOdds = max(output.logOdds, process(state.attenuated, state, state.hidden[1]).logOdds)
    return output
  }

  private func process(_ pair: UnsafePointer<Float>, _ state: State, _ hidden: Matrix) -> Output {
    ck_standardise(pair, mean, scale, state.input.pointer, LogMel.bandCount)
    apply(project, to: state.input, into: state.projected)
    for index in 0..<Self.features { state.projected.pointer[index] = max(0, state.projected.pointer[index]) }
    apply(input, to: state.projected, into: state.fromInput)
    apply(recurrent, to: hidden, into: state.fromState)
    ck_gru_step(state.fromInput.pointer, state.fromState.pointer, hidden.pointer, Self.size)
    apply(head, to: hidden, into: state.output)
    return Output(logOdds: state.output.pointer[0], noise: state.output.pointer[1] * Self.levelScale)
  }

  private func apply(_ layer: (weight: Matrix, bias: [Float]), to vector: Matrix, into out: Matrix) {
    _ = out.elements.update(fromContentsOf: layer.bias)
    BLAS.multiply(layer.weight.view, vector: vector.elements, into: out.elements, beta: 1)
  }
}

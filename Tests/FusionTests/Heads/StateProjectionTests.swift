import Foundation
import Networks
import Numerics
import TestSupport
import Testing

@testable import Fusion

/// The projection of the encoder's hidden states, and the voice head on it.
@Suite struct StateProjectionTests {
  private static let encoder = EncoderIdentity(fingerprint: "a", architecture: "made", stateCount: 3, width: 4)
  private let states = Self.matrix(6, Self.encoder.channelCount, seed: 1)

  private static func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix64(seed: seed)
    return Matrix(rows: rows, columns: columns, values: (0..<rows * columns).map { _ in Float(generator.gaussian()) })
  }

  /// Weights of which none is 0 or 1.
  private static func fill(_ weights: TrainableWeights) {
    for (index, tensor) in weights.tensors.enumerated() {
      let values = matrix(tensor.values.rows, tensor.values.columns, seed: UInt64(index + 10))
      // The logarithms of the layers' weights are ten times as large.
      let size: Float = tensor.name.hasSuffix("layers") ? 0.05 : 0.5
      let isSpread = tensor.name.hasSuffix("scale") || tensor.name.hasSuffix("spread")
      for element in 0..<values.rows * values.columns {
        tensor.values.pointer[element] = isSpread ? 1 + abs(values.pointer[element]) : size * values.pointer[element]
      }
    }
  }

  @Test func weighsStandardisedLayers() throws {
    let weights = TrainableWeights(seed: 1)
    let projection = try StateProjection("voice.states", in: weights, encoder: Self.encoder, outputs: 5)
    Self.fill(weights)
    func values(_ name: String) -> [Double] {
      weights.tensors.first { $0.name == "voice.states.\(name)" }!.values.values.map(Double.init)
    }
    let shares = (0..<2).map { sum in
      // Without training, a normal distribution around a third or two thirds of the way up.
      let exponentials = (0..<3).map { layer in
        let distance = (Double(layer) - 2.0 / 3 * Double(sum + 1)) / 0.35
        return exp(10 * values("layers")[3 * sum + layer] - distance * distance / 2)
      }
      return exponentials.map { $0 / exponentials.reduce(0, +) }
    }
    let (mean, scale) = (values("mean"), values("scale"))
    let (weight, bias) = (values("project.weight"), values("project.bias"))
    let found = projection(states, on: nil)
    for moment in 0..<states.rows {
      let sums = (0..<8).map { column in
        (0..<3).reduce(0.0) { sum, layer in
          let index = 4 * layer + column % 4
          return sum + shares[column / 4][layer] * (Double(states[moment, index]) - mean[index]) * scale[index]
        }
      }
      let projected = (0..<5).map { output in
        bias[output] + (0..<8).reduce(0.0) { $0 + weight[8 * output + $1] * sums[$1] }
      }
      for output in 0..<5 { #expect(abs(Double(found[moment, output]) - max(0, projected[output])) < 1e-4) }
    }
  }

  /// Keeps every channel of the projection far from 0, where the rectifier has no derivative: half of them above it.
  private static func avoidKinks(_ weights: TrainableWeights) {
    for tensor in weights.tensors where tensor.name.hasPrefix("voice.states.project") {
      let isBias = tensor.name.hasSuffix("bias")
      for index in tensor.values.elements.indices {
        tensor.values.elements[index] = isBias ? (index % 2 == 0 ? 4 : -4) : 0.2 * tensor.values.elements[index]
      }
    }
  }

  @Test func gradientsOfTheProjectionEqualFiniteDifferences() throws {
    let weights = TrainableWeights(seed: 1)
    let projection = try StateProjection("voice.states", in: weights, encoder: Self.encoder, outputs: 5)
    Self.fill(weights)
    Self.avoidKinks(weights)
    let trained = weights.tensors.filter { !FusionTensors.isStateStatistic($0.name) }
    GradientCheck { projection(states, on: $0) }
      .expectGradients(of: trained.map { (name: $0.name, matrix: $0.values) })
  }

  /// With and without a baseline in one batch.
  @Test func gradientsOfTheVoiceHeadEqualFiniteDifferences() throws {
    let weights = TrainableWeights(seed: 1)
    let head = try VoiceHead("voice", in: weights, encoder: Self.encoder)
    Self.fill(weights)
    Self.avoidKinks(weights)
    let windows = [0..<4, 4..<6].map { range in
      let moments = states.selecting(rows: Array(range), on: nil)
      return AlignedWindow(voice: moments, startSeconds: 0, face: .absent(moments: range.count))
    }
    let pooled = Self.matrix(3, VoiceHead.pooledWidth, seed: 5)
    let clips = (0..<3).map { ClipSummary([.voice: StreamSummary(values: Array(pooled.row($0)))]) }
    let baselines = [nil, SpeakerBaseline(clips)]
    let batch = StreamBatch(windows.map { $0.stream(.voice, width: head.sampleWidth) })
    let check = GradientCheck { tape in
      head.logits(batch, head.rows(batch, on: tape), baselines: baselines, on: tape)
    }
    let trained = weights.tensors.filter { FusionTensors.isTrainable($0.name) }
    // The pool's bias shifts all scores alike: its gradient is 0.
    let small = trained.filter { $0.name != "voice.pool.bias" && $0.values.rows * $0.values.columns <= 64 }
    let layers = small.filter { $0.name == "voice.states.layers" }
    let others = small.filter { $0.name != "voice.states.layers" }
    #expect(layers.count == 1)
    check.expectGradients(of: layers.map { (name: $0.name, matrix: $0.values) }, step: 0.01)
    check.expectGradients(of: others.map { (name: $0.name, matrix: $0.values) }, step: 0.03)
    // A window's logits in a batch are those of its summary alone.
    let logits = head.logits(batch, head.rows(batch, on: nil), baselines: baselines, on: nil)
    for (row, window) in windows.enumerated() {
      let summary = try #require(head.identity(window.stream(.voice, width: head.sampleWidth).samples))
      let alone = head.logits(summary, baseline: baselines[row])
      #expect(maxDifference(alone, logits.row(row).map(Double.init)) < 1e-4)
    }
  }

  @Test func modelNamesItsEncoder() throws {
    let weights = TrainableWeights(seed: 1)
    let model = try FusionModel(trainable: weights, encoder: Self.encoder)
    #expect(model.encoder == Self.encoder && model.fusion.voiceSampleWidth == 12)
    var writer = SafeTensorsWriter()
    for tensor in weights.tensors { writer.add(tensor.name, shape: tensor.shape, tensor.values) }
    let folder = try WorkFolder()
    try folder.put(writer.file(metadata: Self.encoder.metadata), "model")
    let read = try FusionModel(weights: SafeTensors(path: folder.path("model")))
    #expect(read.encoder == Self.encoder)
    for text in [nil, "", "{}", #"{"fingerprint":"a","architecture":"b","states":0,"width":4}"#] {
      try folder.put(writer.file(metadata: text.map { ["voice_encoder": $0] } ?? [:]), "damaged")
      #expect(throws: SafeTensorsError.self) { try FusionModel(weights: SafeTensors(path: folder.path("damaged"))) }
    }
  }
}

import Foundation
import Numerics
import System
import TestSupport
import Testing

@testable import Voice

@Suite("Whisper's encoder")
struct WhisperEncoderTests {
  private func encoder() throws -> any SpeechEncoder {
    try PretrainedEncoder.open(EncoderFixtures.directory("whisper")).network
  }

  @Test("Every layer equals transformers")
  func parity() throws {
    let encoder = try encoder()
    #expect(encoder.architecture == "whisper" && encoder.width == 16 && encoder.layerCount == 2)
    let sound = try EncoderFixtures.sound()
    let states = encoder.states(of: sound)
    #expect(states.count == 3 && states[0].rows == encoder.stateCount(samples: sound.count))
    let found = Matrix(below: states, columns: encoder.width)
    #expect(found.maxDifference(to: try EncoderFixtures.states("whisper")) < 1e-4)
    let first = encoder.states(of: sound, through: 1)
    #expect(first.count == 2 && first[1].values == states[1].values)
  }

  @Test("A sound of any length has a state every 20 ms", arguments: [0, 1, 200, 399, 400, 480, 641, 480_000])
  func lengths(count: Int) throws {
    let encoder = try encoder()
    let states = encoder.states(of: [Float](repeating: 0.1, count: count), through: 0)
    #expect(states[0].rows == max(1, (count / 160 + 1) / 2))
    #expect(states[0].rows == encoder.stateCount(samples: count))
    #expect(states[0].values.allSatisfy { $0.isFinite })
  }

  /// As the encoder is named in a whole model, in one with another head, and alone.
  @Test("Other prefixes and precisions change nothing", arguments: ["model.encoder.", "encoder.", ""])
  func prefixes(prefix: String) throws {
    let folder = try copy()
    let file = try SafeTensors(path: folder.path("model.safetensors"))
    var writer = SafeTensorsWriter()
    for (name, entry) in file.entries where name.hasPrefix("encoder.") {
      let values = Matrix(rows: 1, columns: entry.elementCount, values: try file.floats(name, shape: entry.shape))
      writer.add(prefix + name.dropFirst("encoder.".count), shape: entry.shape, values, as: .single)
    }
    try folder.put(writer.file(), "model.safetensors")
    let encoder = try PretrainedEncoder.open(ClipPath(folder.path)).network
    let found = Matrix(below: encoder.states(of: try EncoderFixtures.sound()), columns: encoder.width)
    #expect(found.maxDifference(to: try EncoderFixtures.states("whisper")) < 1e-4)
  }

  private static let damage: [DamagedEncoder] = [
    .setting("activation_function", "\"relu\"", "not supported: activation_function \"relu\""),
    .setting("num_mel_bins", "128", "is 80, but must be 128"),
    .setting("encoder_attention_heads", "3", "is 3, which does not divide d_model, 16"),
    .setting("encoder_layers", "0", "but must be between 1 and 256"),
    .setting("encoder_layers", "3", "have no tensor encoder.layers.2"),
    .setting("max_source_positions", "100", "is 100, but must be between 1500 and 1500"),
    .setting("d_model", "1e30", "must be a whole number"),
    .file("preprocessor_config.json", "{\"n_fft\": 512}", "n_fft in"),
    .file("preprocessor_config.json", "{\"feature_size\": 128}", "is 128, but must be 80"),
  ]

  @Test("Refuses what it does not have", arguments: damage)
  func refuses(encoder: DamagedEncoder) throws {
    let folder = try copy()
    try encoder.damage(folder)
    let error = #expect(throws: EncoderError.self) { try PretrainedEncoder.open(ClipPath(folder.path)) }
    #expect(error?.description.contains(encoder.message) == true, "\(error?.description ?? "")")
  }

  private func copy() throws -> WorkFolder {
    let folder = try WorkFolder()
    let source = EncoderFixtures.directory("whisper").description
    for file in try FileManager.default.contentsOfDirectory(atPath: source) {
      try folder.copy("\(source)/\(file)", as: file)
    }
    return folder
  }
}

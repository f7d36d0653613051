import Numerics
import System
import TestSupport
import Testing

@testable import Voice

/// Every family and style, precision, naming and division into files against `transformers`.
@Suite struct Wav2Vec2EncoderTests {
  private static let names = [
    "wav2vec2-base", "wav2vec2-large", "hubert-base", "hubert-large", "unispeech-sat-base", "unispeech-sat-large",
    "wavlm-base", "wavlm-large", "data2vec-audio-base",
  ]

  @Test(arguments: names) func hasTheHiddenStatesOfTransformers(name: String) throws {
    let network = try PretrainedEncoder.open(EncoderFixtures.directory(name)).network
    let sound = try EncoderFixtures.sound()
    let states = network.states(of: sound)
    #expect(name.hasPrefix(network.architecture))
    #expect(states.count == network.layerCount + 1)
    #expect(states.allSatisfy { $0.rows == network.stateCount(samples: sound.count) && $0.columns == network.width })
    let found = Matrix(below: states, columns: network.width)
    #expect(found.maxDifference(to: try EncoderFixtures.states(name)) < 1e-4)
  }

  @Test func stopsAtALayer() throws {
    let network = try PretrainedEncoder.open(EncoderFixtures.directory("wav2vec2-large")).network
    let sound = try EncoderFixtures.sound()
    let states = network.states(of: sound, through: 1)
    let all = network.states(of: sound)
    #expect(states.count == 2)
    // The states passed on earlier are not written to later.
    #expect(zip(states, all).allSatisfy { $0.values == $1.values })
  }

  @Test(arguments: [0, 1, 399, 400, 719, 720]) func shortSoundHasAState(samples: Int) throws {
    let network = try PretrainedEncoder.open(EncoderFixtures.directory("hubert-base")).network
    let states = network.states(of: Array(try EncoderFixtures.sound().prefix(samples)))
    #expect(network.stateCount(samples: samples) == (samples < 720 ? 1 : 2))
    #expect(states.allSatisfy { $0.rows == network.stateCount(samples: samples) })
    #expect(states.allSatisfy { $0.values.allSatisfy(\.isFinite) })
  }

  @Test func tellsWhatItIs() throws {
    let network = try PretrainedEncoder.open(EncoderFixtures.directory("wavlm-base")).network
    #expect(network.width == 16)
    #expect(network.layerCount == 2)
    #expect(network.firstStateSeconds == 0.0125)
    #expect(network.stateSeconds == 0.02)
    #expect(network.parameterCount == 5440)
  }

  @Test func blocksOfStatesGiveTheSameFeatures() throws {
    let directory = try EncoderSource(directory: EncoderFixtures.directory("wav2vec2-base"))
    let settings = try Wav2Vec2Configuration(.wav2vec2, directory.settings, preprocessing: directory.preprocessing)
    let extractor = try FeatureExtractor(settings, in: directory.weights)
    let samples = try EncoderFixtures.sound()
    let sound = Matrix(rows: samples.count, columns: 1, values: samples)
    let whole = extractor(sound, blockLength: 1000)
    #expect(whole.rows == 22)
    for length in [1, 5, 21] { #expect(extractor(sound, blockLength: length).maxDifference(to: whole) < 1e-5) }
  }
}

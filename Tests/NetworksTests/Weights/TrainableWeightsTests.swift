import Networks
import Numerics
import TestSupport
import Testing

@Suite struct TrainableWeightsTests {
  @Test func startsFromAnEarlierNetworkAndFallsBackToTheSeed() throws {
    let start = try TensorFile.make([("voice.head", [2], [1, 2])])
    let weights = TrainableWeights(seed: 1, startingFrom: start)
    func values(_ name: String) throws -> [Float] {
      try weights.weights(name, shape: [2], initial: .uniform(inputs: 4)).values
    }
    #expect(try values("voice.head") == [1, 2])
    let drawn = try values("fusion.head")
    #expect(try TrainableWeights(seed: 1).weights("any", shape: [2], initial: .uniform(inputs: 4)).values == drawn)
    #expect(throws: SafeTensorsError.self) {
      try TrainableWeights(seed: 1, startingFrom: start).weights("voice.head", shape: [3], initial: .zeros)
    }
  }
}

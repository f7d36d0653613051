import Networks
import Numerics
import TestSupport
import Testing

@Suite struct TrainableWeightsTests {
  @Test func prefersTheFirstStartAndFallsBackToTheSeed() throws {
    let head = try TensorFile.make([("voice.head", [2], [1, 2]), ("face.head", [2], [3, 4])])
    let whole = try TensorFile.make([("voice.head", [2], [5, 6]), ("face.head", [2], [7, 8])])
    let starts = [TrainableWeights.Pretrained(head, prefix: "voice."), TrainableWeights.Pretrained(whole)]
    let weights = TrainableWeights(seed: 1, startingFrom: starts)
    func values(_ name: String) throws -> [Float] {
      try weights.weights(name, shape: [2], initial: .uniform(inputs: 4)).values
    }
    #expect(try values("voice.head") == [1, 2])
    #expect(try values("face.head") == [7, 8])
    let drawn = try values("fusion.head")
    #expect(try TrainableWeights(seed: 1).weights("any", shape: [2], initial: .uniform(inputs: 4)).values == drawn)
    #expect(starts[0].contains("voice.head") && !starts[0].contains("face.head") && !starts[1].contains("fusion.head"))
    #expect(throws: SafeTensorsError.self) {
      try TrainableWeights(seed: 1, startingFrom: starts).weights("voice.head", shape: [3], initial: .zeros)
    }
  }
}

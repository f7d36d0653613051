import Foundation
import Learning
import Numerics
import TestSupport
import Testing

@testable import Networks

@Suite struct OptimizationTests {
  /// Three steps; the last gradient exceeds the maximum norm and is scaled down.
  @Test func adamMatchesPyTorch() throws {
    let file = try Vectors.open("layers")
    let names = ["matrix", "vector"]
    let tensors = try names.map { name in
      let start = try file.rows("adam.\(name).0")
      return TrainableWeights.Tensor(name: name, shape: [start.rows, start.columns], values: start)
    }
    let optimizer = AdamW(tensors)
    for step in 1...3 {
      optimizer.step(try names.map { try file.rows("adam.\($0).gradient.\(step)") }, rate: 0.01)
      for (name, tensor) in zip(names, tensors) {
        let expected = try file.rows("adam.\(name).\(step)")
        #expect(tensor.values.maxDifference(to: expected) < 1e-6, "\(name) after step \(step)")
      }
    }
    #expect(optimizer.count == 3)
  }

  @Test func learningRateWarmsUpAndDecays() {
    let rate = LearningRate(peak: 2, warmUpSteps: 10, steps: 110)
    #expect(abs(rate(0) - 0.2) < 1e-12)
    #expect(abs(rate(9) - 2) < 1e-12)
    #expect(abs(rate(10) - 2) < 1e-12)
    #expect(abs(rate(60) - 1) < 1e-12)
    #expect(rate(109) < 0.001)
    #expect(rate(500) < 1e-12)
  }

  @Test func movingAverageConvergesAndSwapsWithTheWeights() {
    let weights = Matrix(rows: 1, columns: 2, values: [0, 4])
    let average = MovingAverage(of: [.init(name: "weights", shape: [2], values: weights)], memory: 0.5)
    weights.elements.update(repeating: 2)
    for _ in 0..<40 { average.update() }
    #expect(average.averages[0].values.allSatisfy { abs($0 - 2) < 1e-3 })
    weights.elements.update(repeating: 7)
    average.exchange()
    #expect(weights.values.allSatisfy { abs($0 - 2) < 1e-3 })
    average.exchange()
    #expect(weights.values == [7, 7])
  }
}

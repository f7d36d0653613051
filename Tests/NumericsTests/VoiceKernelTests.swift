import CKernels
import Foundation
import Numerics
import Testing

/// Compares the kernels of the voice measures with the plain formulas.
@Suite struct VoiceKernelTests {
  let values: [Float] = (0..<300).map { index in
    let time = Float(index)
    return sin(time * time * 0.01) + 0.3 * sin(time * 0.7)
  }

  @Test(arguments: [(16, 1), (57, 40), (100, 64)])
  func laggedCorrelation(count: Int, lags: Int) {
    var found = [Float](repeating: 9, count: (lags + 31) / 32 * 32)
    let a = Array(values[7..<7 + count])
    ck_lagged_correlation(a, values, count, lags, &found)
    for lag in 0..<lags {
      let pairs = (0..<count).map { (Double(a[$0]), Double(values[lag + $0])) }
      let product = pairs.reduce(0) { $0 + $1.0 * $1.1 }
      let norm = pairs.reduce(0) { $0 + $1.0 * $1.0 } * pairs.reduce(0) { $0 + $1.1 * $1.1 }
      #expect(abs(Double(found[lag]) - product / norm.squareRoot()) < 1e-5)
    }
  }

  @Test func correlationWithSilenceIsZero() {
    var found = [Float](repeating: 9, count: 32)
    ck_lagged_correlation([Float](repeating: 0, count: 20), values, 20, 5, &found)
    #expect(found.prefix(5).allSatisfy { $0 == 0 })
  }

  /// Burg's recursion by definition: forward and backward prediction errors, order by order.
  private func burg(_ samples: [Float], order: Int) -> [Double] {
    var (forward, backward) = (samples.map(Double.init), samples.map(Double.init))
    var coefficients: [Double] = []
    for m in 1...order {
      let places = m..<samples.count
      let product = places.reduce(0) { $0 + forward[$1] * backward[$1 - 1] }
      let energy = places.reduce(0) { $0 + forward[$1] * forward[$1] + backward[$1 - 1] * backward[$1 - 1] }
      let reflection = 2 * product / energy
      coefficients =
        coefficients.indices.map { coefficients[$0] - reflection * coefficients[m - 2 - $0] } + [reflection]
      let (before, behind) = (forward, backward)
      for i in places {
        forward[i] = before[i] - reflection * behind[i - 1]
        backward[i] = behind[i - 1] - reflection * before[i]
      }
    }
    return coefficients
  }

  @Test(arguments: [1, 2, 3, 10])
  func linearPrediction(order: Int) {
    var forward = [Float](repeating: 0, count: values.count)
    var backward = forward
    var found = [Double](repeating: 9, count: order)
    ck_burg(values, values.count, order, &forward, &backward, &found)
    for (value, expected) in zip(found, burg(values, order: order)) { #expect(abs(value - expected) < 1e-3) }
    ck_burg([Float](repeating: 0, count: 300), 300, order, &forward, &backward, &found)
    #expect(found.allSatisfy { $0 == 0 })
  }

  @Test func filteredEnergy() {
    let sections = [0.5, 0.2, -0.1, -0.3, 0.4, 1, -2, 1, -1.2, 0.5]
    func filter(_ x: [Double], _ s: ArraySlice<Double>) -> [Double] {
      let s = Array(s)
      var y = [Double](repeating: 0, count: x.count)
      for n in x.indices {
        func at(_ v: [Double], _ i: Int) -> Double { i < 0 ? 0 : v[i] }
        let feedForward = s[0] * x[n] + s[1] * at(x, n - 1) + s[2] * at(x, n - 2)
        y[n] = feedForward - s[3] * at(y, n - 1) - s[4] * at(y, n - 2)
      }
      return y
    }
    let expected = filter(filter(values.map(Double.init), sections[..<5]), sections[5...]).reduce(0) { $0 + $1 * $1 }
    var state = [0.0, 0, 0, 0]
    let first = ck_filtered_energy(values, 123, sections, &state)
    let second = values.withUnsafeBufferPointer { ck_filtered_energy($0.baseAddress! + 123, 177, sections, &state) }
    #expect(abs(first + second - expected) < 1e-6 * expected)
  }

  @Test(arguments: [64, 1024])
  func autocorrelation(length: Int) {
    let half = length / 2
    let samples = (0..<length).map { $0 < half ? Float(sin(Double($0 * $0) * 0.37)) : 0 }
    let transform = Autocorrelation(length: length)
    _ = transform.samples.elements.update(fromContentsOf: samples)
    transform.compute()
    for lag in 0..<half {
      let expected = (0..<half - lag).reduce(0) { $0 + Double(samples[$1]) * Double(samples[$1 + lag]) }
      #expect(abs(Double(transform.values.pointer[lag]) - expected) < 1e-4 * Double(half))
    }
  }
}

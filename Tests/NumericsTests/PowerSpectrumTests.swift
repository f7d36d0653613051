import Foundation
import Numerics
import Testing

@Suite struct PowerSpectrumTests {
  /// The discrete Fourier transform by its definition.
  private func power(_ samples: [Float]) -> [Double] {
    (0...samples.count / 2).map { bin in
      var (real, imaginary) = (0.0, 0.0)
      for (index, sample) in samples.enumerated() {
        let angle = 2 * Double.pi * Double(bin * index % samples.count) / Double(samples.count)
        real += Double(sample) * cos(angle)
        imaginary -= Double(sample) * sin(angle)
      }
      return real * real + imaginary * imaginary
    }
  }

  @Test(arguments: [16, 64, 1024])
  func matchesTheDefinition(length: Int) {
    let samples = (0..<length).map { Float(sin(Double($0 * $0) * 0.37)) }
    let spectrum = PowerSpectrum(length: length)
    _ = spectrum.samples.elements.update(fromContentsOf: samples)
    spectrum.compute()
    let expected = power(samples)
    let maximum = expected.max()!
    #expect(spectrum.bins == expected.count)
    for (value, reference) in zip(spectrum.power.values, expected) {
      #expect(abs(Double(value) - reference) < 1e-5 * maximum)
    }
  }
}

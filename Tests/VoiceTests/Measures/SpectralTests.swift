import Foundation
import Testing

@testable import Voice

@Suite struct SpectralTests {
  private static let binHertz = 16_000.0 / 1024
  private var scratch = UnsafeMutablePointer<Float>.allocate(capacity: 1024)

  /// A power spectrum, given in dB by frequency in Hz.
  private func spectrum(_ decibels: (Double) -> Double) -> [Float] {
    (0...512).map { Float(pow(10, decibels(Double($0) * Self.binHertz) / 10)) }
  }

  @Test func findsTheSlopesOfAPiecewiseLinearSpectrum() {
    let power = spectrum { $0 < 500 ? 0.03 * $0 : 15 - 0.02 * ($0 - 500) }
    let balance = SpectralBalance(power: power, scratch: scratch)
    #expect(abs(balance.slope0To500 - 0.03) < 1e-4)
    #expect(abs(balance.slope500To1500 + 0.02) < 1e-4)
  }

  @Test func ratiosMatchTheBandLevels() {
    let flat = SpectralBalance(power: spectrum { _ in 0 }, scratch: scratch)
    // 4000 Hz over 950 Hz.
    #expect(abs(flat.alphaRatio - 10 * log10(4000 / 950)) < 0.1 && abs(flat.hammarbergIndex) < 1e-4)
    let stepped = SpectralBalance(power: spectrum { $0 < 2000 ? 0 : -12 }, scratch: scratch)
    #expect(abs(stepped.hammarbergIndex - 12) < 1e-3)
  }

  /// A spectrum that is a cosine on the mel scale differs from a flat one in a single coefficient.
  @Test func cosineSpectrumHasASingleCepstralCoefficient() {
    func mel(_ hertz: Double) -> Double { 1127 * log(1 + hertz / 700) }
    let flat = MelCepstrum.coefficients(power: spectrum { _ in 0 }, scratch: scratch)
    for wanted in 1...4 {
      let power = spectrum { hertz in
        let band = (mel(hertz) - mel(20)) / (mel(8000) - mel(20)) * 27 - 0.5
        return 2 * cos(.pi * Double(wanted) * band / 26)
      }
      let found = MelCepstrum.coefficients(power: power, scratch: scratch) - flat
      let lift = 1 + 11 * sin(.pi * Double(wanted) / 22)
      for index in 0..<4 where index != wanted - 1 { #expect(abs(found[index]) < 0.35 * abs(found[wanted - 1])) }
      #expect(abs(Double(found[wanted - 1]) / (lift * 13.0.squareRoot() * 0.2 * log(10)) - 1) < 0.25)
    }
  }
}

import Foundation
import Numerics
import Testing
import Voice

@Suite("Whisper's log-mel spectrogram")
struct WhisperLogMelTests {
  /// Pulses at 140 Hz with a falling spectrum, noise 60 dB below, then silence.
  private static let sound: [Float] = {
    var generator = SplitMix64(seed: 11)
    var value = 0.0
    return (0..<4567).map { sample in
      guard sample < 3600 else { return 0 }
      value = 0.9 * value + (sample % 114 == 0 ? 0.5 : 0)
      return Float(value + 1e-3 * (generator.uniform() - 0.5))
    }
  }()

  private func compute(_ samples: [Float], bands: Int) -> Matrix {
    let logMel = WhisperLogMel(bandCount: bands)
    return samples.withUnsafeBufferPointer { logMel($0) }
  }

  @Test("Equals a plain definition in double precision", arguments: [80, 128])
  func reference(bands: Int) {
    let computed = compute(Self.sound, bands: bands)
    let expected = plain(Self.sound.map(Double.init), bands: bands)
    #expect(computed.rows == expected.count && computed.columns == bands)
    let difference = zip(computed.values, expected.joined()).map { abs(Double($0) - $1) }.max()!
    #expect(difference < 1e-5)
  }

  @Test("A step every 160 samples but the last; two of a short sound", arguments: [0, 1, 399, 400, 479, 480, 1600])
  func steps(count: Int) {
    let computed = compute([Float](repeating: 0, count: count), bands: 80)
    #expect(computed.rows == max(2, count / 160))
    #expect(computed.rows == WhisperLogMel.stepCount(samples: count))
    #expect(computed.values.allSatisfy { abs($0 + 1.5) < 1e-6 })
  }

  @Test("A short sound is padded with zeros")
  func short() {
    let sound = Array(Self.sound[..<250])
    #expect(compute(sound, bands: 80).values == compute(sound + [Float](repeating: 0, count: 150), bands: 80).values)
  }

  /// The definition, term by term.
  private func plain(_ sound: [Double], bands: Int) -> [[Double]] {
    let (length, hop) = (400, 160)
    let table = (0..<length).map { 2 * .pi * Double($0) / Double(length) }
    let (cosines, sines) = (table.map { cos($0) }, table.map { sin($0) })
    let bank = MelFilterBank(count: bands, sampleRate: 16_000, transformLength: length, lowest: 0, highest: 8000)
    let powers = (0..<sound.count / hop).map { step in
      let windowed = (0..<length).map { sample in
        let place = abs(step * hop + sample - length / 2)
        let mirrored = place < sound.count ? place : 2 * (sound.count - 1) - place
        return sound[mirrored] * (0.5 - 0.5 * cosines[sample])
      }
      let bins = (0...length / 2).map { bin in
        var (real, imaginary) = (0.0, 0.0)
        for sample in 0..<length {
          real += windowed[sample] * cosines[sample * bin % length]
          imaginary += windowed[sample] * sines[sample * bin % length]
        }
        return real * real + imaginary * imaginary
      }
      return bank.bands.map { band in
        let power = band.weights.enumerated().reduce(0) { $0 + Double($1.element) * bins[band.first + $1.offset] }
        return log10(max(power, 1e-10))
      }
    }
    let greatest = powers.joined().max()!
    return powers.map { $0.map { (max($0, greatest - 8) + 4) / 4 } }
  }
}

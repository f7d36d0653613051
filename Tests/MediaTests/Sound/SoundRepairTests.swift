import Foundation
import TestSupport
import Testing

@testable import Media

@Suite("Repairs of the recorded sound")
struct SoundRepairTests {
  /// Low harmonics whose peaks differ.
  private static let sound: [Float] = (0..<44_100).map { index in
    let time = Double(index) / 44_100
    let swell = 0.6 + 0.4 * sin(2 * .pi * 3 * time)
    return Float(swell * (0.6 * sin(2 * .pi * 130 * time) + 0.3 * sin(2 * .pi * 390 * time + 1)))
  }

  private func read(_ samples: [Float], rate: Int = 44_100) throws -> Contents {
    let folder = try WorkFolder()
    return try contents(folder.write(floatWave(rate: rate, channels: [samples]), as: "sound.wav"))
  }

  @Test("Clipped peaks are repaired, wherever the ceiling is", arguments: [Float(1), 0.3])
  func clipping(ceiling: Float) throws {
    let loud = Self.sound.map { $0 * 2 * ceiling }
    let cut = loud.map { max(-ceiling, min(ceiling, $0)) }
    let clean = try read(loud)
    let repaired = try read(cut)
    #expect(clean.warnings == [] && repaired.warnings == [.clipped])
    // Resampling alone, with what was cut off.
    let before = signalToNoise(cut, loud)
    #expect(signalToNoise(repaired.samples, clean.samples) > before + 8)
  }

  @Test("Smooth peaks are no clipping", arguments: [50.0, 100, 440, 3_000])
  func smooth(frequency: Double) throws {
    for amplitude in [0.05, 0.5, 1] {
      let tone = sine(frequency, rate: 44_100, seconds: 1, amplitude: amplitude)
      let clip = try read(tone.map { ($0 * 32_767).rounded() / 32_768 })
      #expect(clip.warnings.isEmpty)
      let expected = sine(frequency, rate: 16_000, seconds: 1, amplitude: amplitude)
      #expect(signalToNoise(clip.samples[1_600..<14_400], expected[1_600..<14_400]) > (frequency > 200 ? 35 : 15))
    }
  }

  @Test("A constant offset is removed from the first sample on", arguments: [Float(0.05), 0.1, 0.2, 0.4, -0.3])
  func offset(_ offset: Float) throws {
    let quiet = Self.sound.map { $0 * 0.3 }
    let clean = try read(quiet)
    let shifted = try read(quiet.map { $0 + offset })
    #expect(signalToNoise(shifted.samples, clean.samples) > 60)
    #expect(abs(shifted.samples.reduce(0, +) / Float(shifted.samples.count)) < 1e-3)
  }

  @Test("Blocks of any length are repaired alike")
  func blocks() throws {
    let folder = try WorkFolder()
    let cut = Self.sound.map { max(-0.5, min(0.5, $0)) }
    let wave = try folder.write(floatWave(rate: 44_100, channels: [cut]), as: "sound.wav")
    let whole = try contents(wave).samples
    // FFmpeg reads packets of other lengths than libsndfile.
    let packets = try contents(folder.ffmpeg("-i \(wave) -c copy", to: "sound.mka"))
    #expect(packets.samples.count == whole.count && packets.warnings == [.clipped])
    #expect(signalToNoise(packets.samples[3_200...], whole[3_200...]) > 60)
  }
}

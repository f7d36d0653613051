import Foundation
import TestSupport
import Testing

@testable import Media

struct ResamplingTests {
  @Test(
    "Resampling preserves a sine",
    arguments: [8_000, 11_025, 16_000, 22_050, 32_000, 44_099, 44_100, 48_000, 96_000, 192_000]
  )
  func keepsTones(rate: Int) throws {
    let scratch = try WorkFolder()
    for frequency in [100.0, 1_000, min(6_500, Double(rate) * 0.4)] {
      let path = try scratch.write(
        floatWave(rate: rate, channels: [sine(frequency, rate: rate, seconds: 1)]),
        as: "tone.wav"
      )
      let samples = try contents(path).samples
      #expect(samples.count == 16_000)
      // The filters distort the ends.
      let fit = SineFit(samples[8_000..<15_200], frequency: frequency)
      #expect(fit.signalToNoise > 80 && abs(fit.amplitude - 0.5) < 1e-3, "\(frequency) Hz at \(rate) Hz")
    }
  }

  @Test("Frequencies above 8 kHz are removed", arguments: [8_400.0, 10_000, 15_900, 16_100, 23_000])
  func attenuates(frequency: Double) throws {
    let scratch = try WorkFolder()
    let path = try scratch.write(
      floatWave(rate: 48_000, channels: [sine(frequency, rate: 48_000, seconds: 1)]),
      as: "tone.wav"
    )
    let samples = try contents(path).samples[800..<15_200]
    let power = samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    #expect(10 * log10(power / 0.125) < -60)
  }

  @Test("`mix` is the raised mean, `one` a single channel, `each` all channels", arguments: [1, 2, 3, 6, 8, 17, 64])
  func channels(count: Int) throws {
    let scratch = try WorkFolder()
    let tones = (0..<count).map { sine(200 + 20 * Double($0), rate: 16_000, seconds: 0.2) }
    let path = try scratch.write(floatWave(rate: 16_000, channels: tones), as: "many.wav")
    let each = try contents(path, ReadingOptions(channel: .each)).channels
    for (index, channel) in each.enumerated() {
      #expect(SineFit(channel[1_600...], frequency: 200 + 20 * Double(index)).signalToNoise > 50)
    }
    #expect(try contents(path, ReadingOptions(channel: .one(count))).channels == [each[count - 1]])
    let mean = (0..<3_200).map { index in each.reduce(0) { $0 + Double($1[index]) } / Double(count) }
    func power(_ samples: [Double]) -> Double { samples.reduce(0) { $0 + $1 * $1 } }
    let raise = (each.map { power($0.map(Double.init)) }.max()! / power(mean)).squareRoot()
    let mix = try contents(path).samples
    #expect(zip(mix, mean).allSatisfy { abs(Double($0) - min(raise, Double(count)) * $1) < 1e-5 })
    #expect(
      failure(path, ReadingOptions(channel: .one(count + 1)))
        == .unsupported(.channel(wanted: count + 1, available: count))
    )
  }

  @Test func eightChannelsAgreeBetweenFFmpegAndLibsndfile() throws {
    let scratch = try WorkFolder()
    let matroska = try scratch.ffmpeg("-i \(fixture("surround.flac")) -c copy", to: "surround.mka")
    let options = ReadingOptions(channel: .each)
    let file = try contents(fixture("surround.flac"), options)
    #expect(file.info.sound == ClipInfo.Sound(codec: "flac", channels: 8, sampleRate: 192_000))
    #expect(file.samples.count == 1_600)
    let container = try contents(matroska, options)
    #expect(container.channels.count == 8)
    for (one, other) in zip(container.channels, file.channels) {
      #expect(one.count == other.count && signalToNoise(one, other) > 90)
    }
  }

  @Test func rejectsMoreThan64Channels() throws {
    let scratch = try WorkFolder()
    let path = try scratch.write(
      floatWave(rate: 16_000, channels: [[Float]](repeating: [0, 0], count: 65)),
      as: "many.wav"
    )
    #expect(failure(path) == .unsupported(.channels(limit: 64)))
  }

  @Test func replacesNonFiniteSamplesAndWarns() throws {
    let scratch = try WorkFolder()
    var tone = sine(300, rate: 16_000, seconds: 0.1)
    tone[100] = .infinity
    tone[200] = .nan
    let path = try scratch.write(floatWave(rate: 16_000, channels: [tone]), as: "odd.wav")
    let clip = try contents(path)
    let samples = clip.samples
    #expect(samples.allSatisfy { $0.isFinite } && clip.warnings == [.damaged])
    #expect(try contents(path, ReadingOptions(durationSeconds: 0.05)).warnings == [.damaged])
    let packed = try scratch.ffmpeg("-i \(path) -c:a pcm_f32le", to: "odd.mka")
    #expect(try contents(packed).warnings == [.damaged])
    #expect(samples.count == tone.count && abs(samples[150] - tone[150]) < 0.01)
  }
}

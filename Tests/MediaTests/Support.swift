import Foundation
import System
import TestSupport
import Testing

@testable import Media

/// Returns the path of a committed clip.
func fixture(_ name: String) -> ClipPath {
  ClipPath(Repository.fixture(name))
}

func fixtureData(_ name: String) throws -> Data {
  try Data(contentsOf: URL(fileURLWithPath: Repository.fixture(name)))
}

extension WorkFolder {
  func write(_ data: some Sequence<UInt8>, as name: String) throws -> ClipPath {
    ClipPath(try put(data, name))
  }

  /// Creates `name` with the ffmpeg program; `arguments` are separated by spaces.
  func ffmpeg(_ arguments: String, to name: String) throws -> ClipPath {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      "ffmpeg -nostdin -hide_banner -loglevel error -y \(arguments)".split(separator: " ").map(String.init)
      + [path(name)]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "ffmpeg \(arguments)")
    return clip(name)
  }
}

/// Everything read from a clip.
struct Contents {
  var channels: [[Float]] = []
  var soundStart: Double?
  var frames: [VideoFrame] = []
  var info: ClipInfo
  var warnings: [ClipWarning]
  var duration: Double

  var samples: [Float] { channels.first ?? [] }
}

/// Reads a clip to its end, and checks that its blocks have no gaps.
func contents(_ path: ClipPath, _ options: ReadingOptions = ReadingOptions()) throws -> Contents {
  let reader = try ClipReader(path: path, options: options)
  var result = Contents(info: reader.info, warnings: [], duration: 0)
  while let event = try reader.next() {
    switch event {
    case .frame(let frame):
      #expect(frame.rgb.count == frame.width * frame.height * 3)
      result.frames.append(frame)
    case .sound(let block):
      if result.channels.isEmpty { result.channels = block.channels.map { _ in [] } }
      result.soundStart = result.soundStart ?? block.startSeconds
      #expect(abs(block.startSeconds - result.soundStart! - Double(result.samples.count) / 16_000) < 1e-9)
      for (index, samples) in block.channels.enumerated() { result.channels[index] += samples }
    }
  }
  result.warnings = reader.warnings
  result.duration = reader.measuredDurationSeconds
  return result
}

/// Sound and frames.
let everything = ReadingOptions(video: VideoOptions())

/// Returns the error that reading a clip throws, or `nil`.
func failure(_ path: ClipPath, _ options: ReadingOptions = everything) -> MediaError? {
  do {
    _ = try contents(path, options)
    return nil
  } catch {
    return error as? MediaError
  }
}

/// Returns the signal-to-noise ratio of `signal` in dB, with its difference from `reference` as noise.
func signalToNoise(_ signal: some Sequence<Float>, _ reference: some Sequence<Float>) -> Double {
  var power = 0.0
  var noise = 0.0
  for (a, b) in zip(signal, reference) {
    power += Double(b) * Double(b)
    noise += (Double(a) - Double(b)) * (Double(a) - Double(b))
  }
  return 10 * log10(power / max(noise, 1e-30))
}

/// Returns a WAV file of 32-bit floating-point samples, one array per channel.
func floatWave(rate: Int, channels: [[Float]]) -> Data {
  let interleaved = channels[0].indices.flatMap { index in channels.map { $0[index] } }
  return Data(WaveFile(floats: interleaved, rate: rate, channels: channels.count).bytes)
}

/// The sine of a frequency that fits a sound at 16 kHz best.
struct SineFit {
  let amplitude: Double
  /// In dB, with what is left as noise.
  let signalToNoise: Double

  init(_ samples: some Collection<Float>, frequency: Double) {
    func turn(_ index: Int) -> Double { 2 * .pi * frequency * Double(index) / 16_000 }
    let scale = 2 / Double(samples.count)
    let sine = samples.enumerated().reduce(0) { $0 + scale * sin(turn($1.offset)) * Double($1.element) }
    let cosine = samples.enumerated().reduce(0) { $0 + scale * cos(turn($1.offset)) * Double($1.element) }
    amplitude = (sine * sine + cosine * cosine).squareRoot()
    signalToNoise = MediaTests.signalToNoise(
      samples,
      samples.indices.enumerated().map { Float(sine * sin(turn($0.offset)) + cosine * cos(turn($0.offset))) }
    )
  }
}

func sine(_ frequency: Double, rate: Int, seconds: Double, amplitude: Double = 0.5) -> [Float] {
  (0..<Int((seconds * Double(rate)).rounded())).map {
    Float(amplitude * sin(2 * .pi * frequency * Double($0) / Double(rate)))
  }
}

import Foundation
import Testing

@testable import Media

/// A committed clip.
func fixture(_ name: String) -> ClipPath {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return ClipPath(tests.deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)").path)
}

func fixtureData(_ name: String) throws -> Data {
  try Data(contentsOf: URL(fileURLWithPath: fixture(name).description))
}

/// A directory that goes when the test ends.
final class Scratch {
  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/media-tests-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func file(_ name: String) -> ClipPath { ClipPath("\(path)/\(name)") }

  func write(_ data: some Sequence<UInt8>, as name: String) throws -> ClipPath {
    try Data(data).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    return file(name)
  }

  /// Makes `name` with the ffmpeg program; `arguments` are separated by spaces.
  func ffmpeg(_ arguments: String, to name: String) throws -> ClipPath {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      "ffmpeg -nostdin -hide_banner -loglevel error -y \(arguments)".split(separator: " ").map(String.init)
      + ["\(path)/\(name)"]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "ffmpeg \(arguments)")
    return file(name)
  }
}

/// Everything a clip gives.
struct Contents {
  var channels: [[Float]] = []
  var soundStart: Double?
  var pictures: [PictureFrame] = []
  var info: ClipInfo
  var warnings: [ClipWarning]
  var duration: Double

  var samples: [Float] { channels.first ?? [] }
}

/// Reads a clip to its end, and holds its blocks to their clock.
func contents(_ path: ClipPath, _ options: ReadingOptions = ReadingOptions()) throws -> Contents {
  let reader = try ClipReader(path: path, options: options)
  var result = Contents(info: reader.info, warnings: [], duration: 0)
  while let event = try reader.next() {
    switch event {
    case .picture(let picture):
      #expect(picture.rgb.count == picture.width * picture.height * 3)
      result.pictures.append(picture)
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

/// Sound and pictures.
let everything = ReadingOptions(picture: PictureOptions())

/// What reading a clip throws, `nil` when nothing.
func failure(_ path: ClipPath, _ options: ReadingOptions = everything) -> MediaError? {
  do {
    _ = try contents(path, options)
    return nil
  } catch {
    return error as? MediaError
  }
}

/// Decibels of `signal` over its difference from `reference`.
func signalToNoise(_ signal: some Sequence<Float>, _ reference: some Sequence<Float>) -> Double {
  var power = 0.0
  var noise = 0.0
  for (a, b) in zip(signal, reference) {
    power += Double(b) * Double(b)
    noise += (Double(a) - Double(b)) * (Double(a) - Double(b))
  }
  return 10 * log10(power / max(noise, 1e-30))
}

/// A mono sine as a 32-bit float WAV file.
func floatWave(rate: Int, channels: [[Float]]) -> Data {
  var data = Data()
  func append(_ text: String) { data.append(contentsOf: text.utf8) }
  func append(_ value: Int, bytes: Int) {
    for index in 0..<bytes { data.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }
  let count = channels[0].count * channels.count * 4
  append("RIFF")
  append(36 + count, bytes: 4)
  append("WAVEfmt ")
  append(16, bytes: 4)
  append(3, bytes: 2)
  append(channels.count, bytes: 2)
  append(rate, bytes: 4)
  append(rate * 4 * channels.count, bytes: 4)
  append(4 * channels.count, bytes: 2)
  append(32, bytes: 2)
  append("data")
  append(count, bytes: 4)
  for index in channels[0].indices {
    for channel in channels { append(Int(channel[index].bitPattern), bytes: 4) }
  }
  return data
}

func sine(_ frequency: Double, rate: Int, seconds: Double, amplitude: Double = 0.5) -> [Float] {
  (0..<Int((seconds * Double(rate)).rounded())).map {
    Float(amplitude * sin(2 * .pi * frequency * Double($0) / Double(rate)))
  }
}

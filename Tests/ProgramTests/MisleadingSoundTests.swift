import Formats
import Foundation
import TestSupport
import Testing

@Suite("Faults of a recording that must not bend its label")
struct MisleadingSoundTests {
  /// The committed speech, −1 to 1.
  private static let speech: [Float] = {
    guard let file = try? WaveFile.speech() else { return [] }
    return stride(from: 0, to: file.data.count - 1, by: 2).map { index in
      Float(Int16(bitPattern: UInt16(file.data[index]) | UInt16(file.data[index + 1]) << 8)) / 32_768
    }
  }()

  /// Analyses a sound with one array of samples a channel.
  private func record(_ channels: [[Float]], options: String = "") throws -> JSONValue {
    let folder = try WorkFolder()
    let interleaved = channels[0].indices.flatMap { index in channels.map { $0[index] } }
    let file = WaveFile(floats: interleaved, rate: 22_050, channels: channels.count)
    let clip = try folder.put(file.bytes, "sound.wav")
    return try #require(Program.run(.words("analyze \(options)") + [Argument(clip)]).records().first)
  }

  /// Expects the clean sound's label, and its probabilities within a tolerance.
  private func expectLabel(
    of channels: [[Float]],
    asOf clean: [Float],
    warnings: JSONValue = [],
    within tolerance: Double = 0.05,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (expected, found) = (try record([clean]), try record(channels))
    #expect(found["emotion"] == expected["emotion"], sourceLocation: sourceLocation)
    #expect(found["warnings"] == warnings, sourceLocation: sourceLocation)
    let probabilities = RecordChecks.labelled(found["probabilities"])
    for (label, probability) in RecordChecks.labelled(expected["probabilities"]) {
      let change = abs(probability - (probabilities[label] ?? .nan))
      #expect(change < tolerance, "\(label)", sourceLocation: sourceLocation)
    }
  }

  @Test("A constant offset", arguments: [Float(0.05), 0.1, 0.2, 0.4])
  func offset(_ offset: Float) throws {
    let quiet = Self.speech.map { $0 * 0.5 }
    try expectLabel(of: [quiet.map { $0 + offset }], asOf: quiet)
  }

  @Test("A second channel that is inverted, at any level", arguments: [Float(1), 0.7, 0.5])
  func inverted(level: Float) throws {
    let channels = [Self.speech, Self.speech.map { -level * $0 }]
    try expectLabel(of: channels, asOf: Self.speech, warnings: ["channels out of phase"])
  }

  @Test("A second channel turned by 90° and 120°", arguments: [90.0, 120])
  func turned(degrees: Double) throws {
    let (cosine, sine) = (Float(cos(degrees * .pi / 180)), Float(sin(degrees * .pi / 180)))
    let turned = zip(Self.speech, Self.quarterTurned).map { cosine * $0 + sine * $1 }
    try expectLabel(of: [Self.speech, turned], asOf: Self.speech)
  }

  /// The Hilbert transform of the speech, by a windowed filter of 255 taps.
  private static let quarterTurned: [Float] = {
    let reach = 127
    let taps = (-reach...reach).map { (place: Int) -> Float in
      if place.isMultiple(of: 2) { return 0 }
      let turn = Double.pi * Double(place)
      return Float(2 / turn * (0.54 + 0.46 * cos(turn / Double(reach))))
    }
    return speech.indices.map { index in
      taps.indices.reduce(Float(0)) { sum, tap in
        let source = index - (tap - reach)
        return speech.indices.contains(source) ? sum + taps[tap] * speech[source] : sum
      }
    }
  }()

  @Test("A second channel of silence or noise", arguments: [Float(0), 0.001, 0.01, 0.03])
  func useless(noise: Float) throws {
    var state: UInt64 = 3
    let other = Self.speech.map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return noise * (Float(state >> 40) / Float(1 << 23) - 1)
    }
    try expectLabel(of: [Self.speech, other], asOf: Self.speech)
    try expectLabel(of: [other, Self.speech], asOf: Self.speech)
  }

  @Test("Peaks that are cut off, by 6, 12 and 18 dB", arguments: [6.0, 12, 18])
  func clipped(decibels: Double) throws {
    let gain = Float(pow(10, decibels / 20)) / Self.speech.reduce(0) { max($0, abs($1)) }
    // Restored peaks are not quite the lost ones, the less so the more is cut off, and the voice encoder hears every detail.
    let clipped = Self.speech.map { max(-1, min(1, gain * $0)) }
    try expectLabel(of: [clipped], asOf: Self.speech, warnings: ["clipped"], within: 0.025 * decibels)
  }

  @Test("Clipping is found after lossy compression", .enabled(if: Tools.hasFFmpeg))
  func clippedAndCompressed() throws {
    let folder = try WorkFolder()
    for (name, gain) in [("clean", Float(1)), ("clipped", 5)] {
      let file = WaveFile(floats: Self.speech.map { max(-1, min(1, gain * $0)) }, rate: 22_050)
      let clip = try folder.put(file.bytes, "\(name).wav")
      try Tools.ffmpeg("-i \(clip) -b:a 48k \(folder.path("\(name).mp3"))")
      let record = try #require(Program.run("analyze", Argument(folder.path("\(name).mp3"))).records().first)
      #expect(record["warnings"] == (name == "clean" ? [] : ["clipped"]))
    }
  }

  @Test("Speech is found down to −60 dB of 24 bits", arguments: [-30.0, -40, -50, -60])
  func quiet(decibels: Double) throws {
    let gain = pow(10, decibels / 20) * Double(1 << 23)
    var file = WaveFile([], rate: 22_050)
    file.bitsPerSample = 24
    file.data = Self.speech.flatMap { sample in
      let value = Int32((Double(sample) * gain).rounded())
      return (0..<3).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let folder = try WorkFolder()
    let clip = Argument(try folder.put(file.bytes, "quiet.wav"))
    let quiet = try #require(Program.run("analyze", clip).records().first)
    let ratio = { (record: JSONValue) in record.value(at: ["modalities", "voice", "speech_ratio"])?.number }
    let clean = try #require(try ratio(record([Self.speech])))
    #expect(abs(try #require(ratio(quiet)) - clean) < 0.05)
    // The speech itself is at −20 dB.
    #expect(quiet["warnings"] == (decibels < -30 ? ["quiet"] : []))
  }

  @Test("A telephone's band is named", .enabled(if: Tools.hasFFmpeg))
  func telephone() throws {
    let folder = try WorkFolder()
    let speech = Repository.fixture("speech.wav")
    try Tools.ffmpeg("-i \(speech) -ar 8000 -c:a pcm_mulaw \(folder.path("call.wav"))")
    try Tools.ffmpeg("-i \(folder.path("call.wav")) -ar 44100 -b:a 64k \(folder.path("call.mp3"))")
    for name in ["call.wav", "call.mp3"] {
      let record = try #require(Program.run("analyze", Argument(folder.path(name))).records().first)
      #expect(record["warnings"] == ["telephone band"])
    }
    #expect(try record([Self.speech])["warnings"] == [])
  }
}

import Foundation
import Glibc
import TestSupport

/// An input of a batch and its expected record.
struct BadInput {
  let name: String
  /// The possible outcomes: `ok` or kinds of failure.
  let outcomes: Set<String>
  var warning: String?
  let make: (WorkFolder, _ name: String) throws -> Void

  init(
    _ name: String,
    _ outcomes: String...,
    warning: String? = nil,
    make: @escaping (WorkFolder, String) throws -> Void
  ) {
    self.name = name
    self.outcomes = Set(outcomes)
    self.warning = warning
    self.make = make
  }

  init(
    _ name: String,
    _ outcomes: String...,
    warning: String? = nil,
    bytes: @autoclosure @escaping () throws -> [UInt8]
  ) {
    self.init(name, outcomes: Set(outcomes), warning: warning) { try $0.put(bytes(), $1) }
  }

  private init(
    _ name: String,
    outcomes: Set<String>,
    warning: String?,
    make: @escaping (WorkFolder, String) throws -> Void
  ) {
    self.name = name
    self.outcomes = outcomes
    self.warning = warning
    self.make = make
  }

  /// A good clip, which shows that bad inputs do not affect it.
  static func good(_ name: String) -> BadInput {
    BadInput(name, "ok") { try $0.copy(Repository.fixture("speech.wav"), as: $1) }
  }
}

extension BadInput {
  static var broken: [BadInput] {
    [
      BadInput("text.mp4", "corrupt", bytes: Array("Once upon a time there was no film at all.\n".utf8)),
      BadInput("empty.wav", "corrupt", bytes: []),
      BadInput("empty", "corrupt", bytes: []),
      // The fixture's index is at its end.
      BadInput("no-index.mp4", "corrupt", bytes: try fixture("speech.mp4").dropLast(5_000)),
      BadInput("zeros.mp4", "corrupt", bytes: [UInt8](repeating: 0, count: 100_000)),
      BadInput("garbage.mkv", "corrupt", bytes: (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * $0 * 31 >> 4) }),
      BadInput("promises.wav", "ok", warning: "cut off", bytes: try WaveFile.promising(1 << 30)),
      BadInput("promises-most.wav", "ok", warning: nil, bytes: try WaveFile.promising(0xffff_ffff)),
      BadInput("header-only.wav", "corrupt", "too_short", bytes: WaveFile([]).bytes),
      BadInput("half-header.wav", "corrupt", bytes: Array(WaveFile([]).bytes.prefix(30))),
      BadInput("no-channels.wav", "corrupt", "unsupported", bytes: WaveFile(noise, channels: 0).bytes),
      BadInput("no-rate.wav", "corrupt", "unsupported", bytes: WaveFile(noise, rate: 0).bytes),
      BadInput("cut.flac", "ok", warning: "cut off", bytes: try Array(fixture("speech.flac").prefix(50_000))),
      BadInput("cut.opus", "ok", bytes: try Array(fixture("speech.opus").prefix(7_000))),
      BadInput("moving.webp", "unsupported", bytes: WebPFile.animation),
      BadInput("playlist.m3u8", "unsupported", bytes: playlist),
      BadInput("playlist.mp4", "unsupported", bytes: playlist),
      BadInput("list.ffconcat", "unsupported", bytes: concatenation),
      BadInput("list.mp4", "unsupported", bytes: concatenation),
      BadInput("subtitles.srt", "unsupported", bytes: Array("1\n00:00:00,000 --> 00:00:01,000\nHello\n".utf8)),
    ]
  }

  static var speechless: [BadInput] {
    [
      BadInput("silence.wav", "no_speech_or_face", bytes: WaveFile([Int16](repeating: 0, count: 48_000)).bytes),
      BadInput("tone.wav", "no_speech_or_face", bytes: try fixture("tone.wav")),
      BadInput("direct-current.wav", "no_speech_or_face", bytes: WaveFile(repeatElement(20_000, 48_000)).bytes),
      BadInput("loud-noise.wav", "no_speech_or_face", bytes: WaveFile(noise).bytes),
      BadInput("film.mp4", "no_speech_or_face", bytes: try fixture("silent-picture.mp4")),
      BadInput("dot.png", "no_speech_or_face", bytes: Array(Data(base64Encoded: dot)!)),
      BadInput("picture.png", "no_speech_or_face", bytes: try fixture("frame.png")),
      BadInput("vast.png", "too_large", "no_speech_or_face", bytes: vastImage),
      BadInput("short.wav", "too_short", bytes: try WaveFile.speech(seconds: 0.05).bytes),
      BadInput("short-noise.wav", "too_short", bytes: WaveFile(Array(noise.prefix(7_900))).bytes),
      BadInput("long-enough-noise.wav", "no_speech_or_face", bytes: WaveFile(Array(noise.prefix(8_100))).bytes),
      BadInput("surround.flac", "too_short", bytes: try fixture("surround.flac")),
      BadInput("nan.wav", "no_speech_or_face", "corrupt", bytes: WaveFile(floats: repeatElement(.nan, 48_000)).bytes),
      BadInput(
        "infinite.wav",
        "no_speech_or_face",
        "corrupt",
        bytes: WaveFile(floats: repeatElement(.infinity, 48_000)).bytes
      ),
      BadInput("some-nan.wav", "ok", "no_speech_or_face", "corrupt", bytes: try WaveFile.corrupted(by: .nan)),
      BadInput("some-infinite.wav", "ok", "no_speech_or_face", "corrupt", bytes: try WaveFile.corrupted(by: .infinity)),
      BadInput("immense.wav", "ok", "no_speech_or_face", "corrupt", bytes: try WaveFile.corrupted(by: 1e38)),
    ]
  }

  static var unusualFiles: [BadInput] {
    [
      BadInput("missing.wav", "not_found") { _, _ in },
      BadInput("loop.wav", "unreadable") { $0.link($1, to: $1) },
      BadInput("nowhere.wav", "not_found") { $0.link($1, to: "no-such-file.wav") },
      BadInput("linked.wav", "ok") { $0.link($1, to: Repository.fixture("speech.wav")) },
      BadInput("silent-pipe.wav", "unreadable") { mkfifo($0.path($1), 0o644) },
      BadInput("two  words\nand lines\t.wav", "ok") { try $0.copy(Repository.fixture("speech.wav"), as: $1) },
      BadInput("-dash.wav", "ok") { try $0.copy(Repository.fixture("speech.wav"), as: $1) },
      BadInput("Übermut 😀.opus", "ok") { try $0.copy(Repository.fixture("speech.opus"), as: $1) },
      BadInput("speech without extension", "ok") { try $0.copy(Repository.fixture("speech.mp4"), as: $1) },
      BadInput("wrongly named.png", "ok") { try $0.copy(Repository.fixture("speech.mp4"), as: $1) },
    ]
  }
}

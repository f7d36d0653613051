import Foundation
import Numerics
import TestSupport
import Testing

/// Commands with `--voice-encoder`, on tiny random encoders of `Recipes/encoders/fixtures.py`.
@Suite("A pre-trained voice encoder")
struct VoiceEncoderTests {
  private let clips: TrainingClips
  private static let encoder = Repository.fixture("encoders/wav2vec2-base")
  private static let other = Repository.fixture("encoders/hubert-base")
  private let speech = Argument(Repository.fixture("speech.wav"))

  init() throws {
    clips = try TrainingClips()
  }

  private func fingerprint(_ directory: String) throws -> String {
    let shown = try Program.run("models", "info", Argument(directory))
    return try #require(shown.text.firstMatch(of: /fingerprint: ([0-9a-f]{64})\n/)).1.description
  }

  /// Of the encoder that the shipped model was trained with.
  private func shippedFingerprint() throws -> String {
    let model = try SafeTensors(path: "\(Repository.models)/emocli-av.safetensors")
    let identity = try #require(model.metadata["voice_encoder"])
    return try #require(identity.firstMatch(of: /[0-9a-f]{64}/)).0.description
  }

  @Test("A model trained with it analyses with it, and with no other")
  func trains() throws {
    for (name, jobs) in [("a", 1), ("b", 2)] {
      let result = try clips.train("--epochs 1 --folds 2 -q --voice-encoder \(Self.encoder) -j \(jobs)", output: name)
      #expect(result.status == 0, "\(result.error)")
      #expect(result.text.contains("except that the voice encoder may have been pre-trained on their voices"))
    }
    #expect(try clips.folder.bytes("a") == clips.folder.bytes("b"))
    let file = try SafeTensors(path: clips.path("a"))
    let (own, foreign) = (try fingerprint(Self.encoder), try fingerprint(Self.other))
    #expect(file.metadata["voice_encoder"]?.contains(own) == true)
    #expect(file.entries["voice.states.mean"]?.dtype == "F32" && file.entries["voice.states.layers"] != nil)

    let model: [Argument] = ["--model", Argument(clips.path("a"))]
    let encoder: [Argument] = ["--voice-encoder", Argument(Self.encoder)]
    let record = try Program.run(["analyze", speech] + model + encoder).records()[0]
    #expect(record.outcome == "ok" && record["options"]?.text == nil)
    let evaluate: [Argument] = ["evaluate", "--manifest", Argument(clips.path("clips/M.csv"))]
    let measured = try Program.run(evaluate + model + encoder)
    #expect(measured.status == 0, "\(measured.error)")

    let shipped = try shippedFingerprint()
    for (words, trained, given) in [
      (model + ["--voice-encoder", Argument(Self.other)], own, foreign), (model, own, shipped),
      (encoder, shipped, own),
    ] {
      for command in [["analyze", speech], evaluate] {
        let refused = try Program.run(command + words)
        #expect(refused.status == 2 && refused.output.isEmpty)
        #expect(refused.error.contains(trained) && refused.error.contains(given), "\(refused.error)")
      }
    }
    let continued = try clips.train("--epochs 1 -q --voice-encoder \(Self.other) --model \(clips.path("a"))")
    #expect(continued.status == 2 && continued.error.contains(own) && continued.error.contains(foreign))
  }

  @Test("A fold's own encoder wins")
  func folds() throws {
    for (fold, directory) in [("0", Self.encoder), ("1", Self.other)] {
      try FileManager.default.createDirectory(atPath: clips.path("own"), withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: directory, toPath: clips.path("own/\(fold)"))
    }
    let result = try clips.train(
      "--epochs 1 --folds part --encoders \(clips.path("own")) --voice-encoder \(Self.encoder) "
        + "--fold-models \(clips.path("models")) --no-progress"
    )
    #expect(result.status == 0, "\(result.error)")
    for (fold, directory) in [("0", Self.encoder), ("1", Self.other)] {
      let file = try SafeTensors(path: clips.path("models/\(fold)/emocli-av.safetensors"))
      #expect(file.metadata["voice_encoder"]?.contains(try fingerprint(directory)) == true)
    }
  }

  @Test("The cache stays below its limit, and says when that costs time")
  func cacheLimit() throws {
    let cache = clips.path("small")
    let result = try clips.train(
      "--epochs 1 --voice-encoder \(Self.encoder) --cache \(cache) --cache-limit 30kB --no-progress"
    )
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.contains("extracted again: those of all do not fit into --cache-limit 30kB"))
    let sizes = try FileManager.default.contentsOfDirectory(atPath: cache).map {
      try FileManager.default.attributesOfItem(atPath: "\(cache)/\($0)")[.size] as? Int ?? 0
    }
    #expect(sizes.reduce(0, +) <= 30_000)
  }

  @Test("Its hidden states are written as npy, CSV and JSON Lines")
  func features() throws {
    let words: [Argument] = ["features", "--kind", "encoder", "--voice-encoder", Argument(Self.encoder), speech]
    let table = try Program.run(words + ["--layer", "0"])
    let rows = table.text.split(separator: "\n")
    #expect(table.status == 0 && rows[0].hasPrefix("timestamp,state_0,state_1,"), "\(table.error)")
    // The first state is centred on 12.5 ms.
    #expect(rows[1].hasPrefix("0.013,") && rows[2].hasPrefix("0.033,"))
    let matrix = try Program.run(words + ["-o", Argument(clips.path("states.npy"))])
    #expect(matrix.status == 0)
    let bytes = try clips.folder.bytes("states.npy")
    #expect(String(decoding: bytes.prefix(128), as: UTF8.self).contains("(\(rows.count - 1), "))
    let part = try Program.run(words + ["--start", "1", "-f", "jsonl"])
    #expect(part.text.hasPrefix(#"{"timestamp":1.013,"state":["#), "\(part.text.prefix(60))")

    let shipped = try Program.run("features", "--kind", "encoder", "--layer", "1", speech).text.split(separator: "\n")
    #expect(shipped[0].hasSuffix(",state_383") && shipped[2].hasPrefix("0.02,"))
    #expect(abs(shipped.count - rows.count) < 3)
  }

  @Test("What cannot be used is refused with status 2, what is asked wrongly with 64")
  func refused() throws {
    let encoder = Argument(Self.encoder)
    let states: [Argument] = ["features", "--kind", "encoder", speech]
    for (words, reason): ([Argument], String) in [
      (states + ["--voice-encoder", encoder, "--layer", "99"], "has layers 0 to"),
      (states + ["--voice-encoder", "/nonexistent"], "no such directory: /nonexistent"),
      (["models", "info", "/nonexistent"], "no such directory: /nonexistent"),
      (["analyze", "--voice-encoder", "/nonexistent", speech], "no such directory: /nonexistent"),
    ] {
      let result = try Program.run(words)
      #expect(result.status == 2 && result.output.isEmpty && result.error.contains(reason), "\(result.error)")
    }
    for words: [Argument] in [
      ["features", "--kind", "mel", "--voice-encoder", encoder, speech],
      ["features", "--kind", "mel", "--layer", "1", speech],
      states + ["--voice-encoder", ""], ["analyze", "--voice-encoder", "", speech],
      ["train", "--manifest", "M", "--output", "O", "--cache-limit", "much"],
    ] {
      #expect(try Program.run(words).status == 64)
    }
  }
}

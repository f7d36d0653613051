import Foundation
import Numerics
import System
import TestSupport
import Testing

@testable import Voice

@Suite struct EncoderDirectoryTests {
  /// A copy of a tiny encoder.
  private func copy(of name: String = "wav2vec2-base") throws -> WorkFolder {
    let folder = try WorkFolder()
    let source = EncoderFixtures.directory(name).description
    for file in try FileManager.default.contentsOfDirectory(atPath: source) {
      try folder.copy("\(source)/\(file)", as: file)
    }
    return folder
  }

  private func fingerprint(_ folder: WorkFolder) throws -> String {
    try PretrainedEncoder.open(ClipPath(folder.path)).fingerprint
  }

  private func message(of path: ClipPath) -> String {
    do {
      _ = try PretrainedEncoder.open(path)
      return "no error"
    } catch {
      return error.description
    }
  }

  @Test(arguments: DamagedEncoder.settings + DamagedEncoder.weightFiles + DamagedEncoder.places)
  func refusesWhatIsDamaged(encoder: DamagedEncoder) throws {
    let folder = try copy()
    try encoder.damage(folder)
    let message = message(of: ClipPath(folder.path))
    #expect(message.contains(encoder.message), "\(message)")
    #expect(!message.contains("\n"))
  }

  @Test func refusesWhatIsNoDirectory() throws {
    let folder = try copy()
    #expect(message(of: folder.clip("absent")) == "no such directory: \(folder.path)/absent")
    #expect(message(of: ClipPath("")) == "no such directory: ")
    #expect(message(of: ClipPath(bytes: [47, 0, 47])).hasPrefix("no such directory"))
    #expect(message(of: folder.clip("config.json")).contains("is not a directory; pass the one with config.json"))
  }

  /// One file holds what a directory does: the shipped encoder in both ways has the same fingerprint.
  @Test func opensOneFile() throws {
    let path = "\(Repository.models)/voice-encoder.safetensors"
    let encoder = try PretrainedEncoder.open(file: ClipPath(path))
    #expect(encoder.network.architecture == "whisper" && encoder.network.layerCount == 3)
    let folder = try WorkFolder()
    folder.link("model.safetensors", to: "weights")
    try FileManager.default.copyItem(atPath: path, toPath: folder.path("weights"))
    try folder.put(#require(SafeTensors(path: path).metadata["config"]), "config.json")
    #expect(try fingerprint(folder) == encoder.fingerprint)
    let other = "\(Repository.models)/landmarks.safetensors"
    #expect(throws: EncoderError.malformed(ClipPath(other), reason: "its metadata have no config")) {
      try PretrainedEncoder.open(file: ClipPath(other))
    }
  }

  @Test func acceptsLinksWithinTheDirectory() throws {
    let folder = try copy()
    let direct = try fingerprint(folder)
    try FileManager.default.moveItem(atPath: folder.path("model.safetensors"), toPath: folder.path("blob"))
    folder.link("model.safetensors", to: "blob")
    #expect(try fingerprint(folder) == direct)
    let outer = try WorkFolder()
    outer.link("encoder", to: folder.path)
    #expect(try PretrainedEncoder.open(outer.clip("encoder/")).fingerprint == direct)
  }

  @Test func needsNoPreprocessorConfiguration() throws {
    let folder = try copy()
    let direct = try fingerprint(folder)
    try FileManager.default.removeItem(atPath: folder.path("preprocessor_config.json"))
    #expect(try fingerprint(folder) == direct)
  }

  @Test func fingerprintTellsNetworksApart() throws {
    let folder = try copy()
    let original = try fingerprint(folder)
    #expect(original.count == 64)
    var bytes = try folder.bytes("model.safetensors")
    // The first number, behind the header, whose length is in the first bytes.
    bytes[8 + Int(bytes[0]) + Int(bytes[1]) << 8] ^= 1
    try folder.put(bytes, "model.safetensors")
    let touched = try fingerprint(folder)
    try DamagedEncoder.setting("layer_norm_eps", "1e-6", "").damage(folder)
    let set = try fingerprint(folder)
    try folder.put(#"{"do_normalize": false}"#, "preprocessor_config.json")
    #expect(Set([original, touched, set, try fingerprint(folder)]).count == 4)
  }

  @Test func fingerprintIgnoresWhatDoesNotMatter() throws {
    let folder = try copy()
    let original = try fingerprint(folder)
    try DamagedEncoder.setting("_name_or_path", "\"elsewhere\"", "").damage(folder)
    try DamagedEncoder.setting("hidden_dropout", "0.5", "").damage(folder)
    #expect(try fingerprint(folder) == original)
  }

  /// The same tensors in one file, without a prefix and an unused tensor.
  @Test func fingerprintIgnoresShardsAndPrefixes() throws {
    let name = "unispeech-sat-large"
    let folder = try copy(of: name)
    let sharded = try fingerprint(folder)
    let index = try JSONSerialization.jsonObject(with: Data(folder.bytes("model.safetensors.index.json")))
    let shards = Set(((index as? [String: Any])?["weight_map"] as? [String: String] ?? [:]).values)
    var writer = SafeTensorsWriter()
    for shard in shards {
      let file = try SafeTensors(path: folder.path(shard))
      for (tensor, entry) in file.entries where tensor.hasPrefix("unispeech_sat.") {
        let count = entry.elementCount
        let values = Matrix(rows: 1, columns: count, values: try file.floats(tensor, shape: entry.shape))
        writer.add(String(tensor.dropFirst("unispeech_sat.".count)), shape: entry.shape, values, as: .half)
      }
    }
    try folder.put(writer.file(), "model.safetensors")
    #expect(try fingerprint(folder) == sharded)
  }
}

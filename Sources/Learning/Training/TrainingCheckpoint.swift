import Foundation
import Manifests
import Numerics
import System

/// A checkpoint of a training and its runs, in the `safetensors` format. The tensors are float32, named `N/NAME` for
/// run N, from 0; the metadata hold the training's identity (`training`) and the rest of each run's state (`runs`).
public struct TrainingCheckpoint {
  public let identity: TrainingIdentity
  /// By run name; runs that have not begun are absent.
  public var runs: [String: FusionTraining.State] = [:]

  /// A run's entry in the metadata.
  private struct Entry: Codable {
    let run: String
    let head: FusionTraining.State.Head
  }

  public init(_ identity: TrainingIdentity) {
    self.identity = identity
  }

  /// Reads a file. Throws `CheckpointError`.
  public init(reading path: ClipPath) throws(CheckpointError) {
    do {
      let file = try path.withCString { try SafeTensors(path: $0) }
      guard let identity = file.metadata["training"], let heads = file.metadata["runs"] else {
        throw CheckpointError.unusable(reason: "\(path) is not a checkpoint")
      }
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf",
        negativeInfinity: "-inf",
        nan: "nan"
      )
      self.identity = try decoder.decode(TrainingIdentity.self, from: Data(identity.utf8))
      for (number, entry) in try decoder.decode([Entry].self, from: Data(heads.utf8)).enumerated() {
        runs[entry.run] = try Self.state(number, head: entry.head, in: file)
      }
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw .unusable(reason: "\(error)")
    }
  }

  private static func state(
    _ number: Int,
    head: FusionTraining.State.Head,
    in file: SafeTensors
  ) throws -> FusionTraining.State {
    let prefix = "\(number)/"
    let names = file.entries.keys.filter { $0.hasPrefix(prefix) }.sorted()
    let tensors = try names.map { name in
      FusionTraining.State.Tensor(
        name: String(name.dropFirst(prefix.count)),
        values: try file.floats(name, shape: file.entries[name]!.shape)
      )
    }
    return FusionTraining.State(head: head, tensors: tensors)
  }

  /// Returns the contents of the file.
  public func data() -> Data {
    var writer = SafeTensorsWriter()
    let runs = runs.sorted { $0.key < $1.key }
    for (number, (_, state)) in runs.enumerated() {
      for tensor in state.tensors {
        let values = Matrix(rows: 1, columns: tensor.values.count, values: tensor.values)
        writer.add("\(number)/\(tensor.name)", shape: [tensor.values.count], values, as: .single)
      }
    }
    let entries = runs.map { Entry(run: $0.key, head: $0.value.head) }
    return writer.file(metadata: ["training": Self.text(identity), "runs": Self.text(entries)])
  }

  private static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf",
      negativeInfinity: "-inf",
      nan: "nan"
    )
    // Non-finite numbers, the only cause of failure, are encoded as strings.
    return String(decoding: try! encoder.encode(value), as: UTF8.self)
  }

  /// Throws `CheckpointError.otherTraining` if a part that both identities have differs.
  public func check(belongsTo identity: TrainingIdentity) throws(CheckpointError) {
    let differences = identity.differences(to: self.identity)
    if !differences.isEmpty { throw .otherTraining(differences) }
  }
}

/// All that determines the result of a training, to tell one from another.
public struct TrainingIdentity: Codable, Equatable, Sendable {
  /// A part's name, and its value or a checksum of it.
  public struct Part: Codable, Equatable, Sendable {
    public let name: String
    public let value: String
  }

  public private(set) var parts: [Part] = []

  public init() {}

  public mutating func add(_ name: String, _ value: String) {
    parts.append(Part(name: name, value: value))
  }

  /// Adds a checksum of the manifest's rows.
  public mutating func add(_ rows: [Manifest.Row]) {
    let cells = rows.map { row in
      [
        row.path, row.emotion.rawValue, row.speaker, row.corpus, row.split, row.fold, row.faceTable.map { "\($0)" },
      ].map { $0.map(\.debugDescription) ?? "" }.joined(separator: ",")
    }
    add("manifest", Checksum.sha256(of: cells.joined(separator: "\n")))
  }

  /// Returns the names of the parts that both have and that differ.
  public func differences(to other: TrainingIdentity) -> [String] {
    parts.filter { part in other.parts.contains { $0.name == part.name && $0.value != part.value } }.map(\.name)
  }

  /// SHA-256 of all parts, in hexadecimal.
  public var checksum: String {
    Checksum.sha256(of: parts.map { "\($0.name)\t\($0.value)\n" }.joined())
  }
}

/// Why training cannot resume from a checkpoint.
public enum CheckpointError: Error, Equatable {
  /// The file cannot be read or is not a checkpoint.
  case unusable(reason: String)
  /// The checkpoint is from another training run; the parts of the identity that differ.
  case otherTraining([String])
  /// The checkpoint lacks a tensor of this network.
  case otherNetwork(tensor: String)
}

extension CheckpointError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unusable(let reason): "cannot use the checkpoint: \(reason)"
    case .otherTraining(let differences):
      "the checkpoint is from a run with different \(differences.joined(separator: ", ")); "
        + "use the same as then, or omit --resume to start over"
    case .otherNetwork(let tensor): "the checkpoint is from another network: \(tensor) is missing or has another shape"
    }
  }
}

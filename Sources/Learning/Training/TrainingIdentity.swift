import Manifests
import Numerics

/// What decides the outcome of a training, to tell one from another.
public struct TrainingIdentity: Codable, Equatable, Sendable {
  /// What a thing is called, and its value or a checksum of it.
  public struct Part: Codable, Equatable, Sendable {
    public let name: String
    public let value: String
  }

  public private(set) var parts: [Part] = []

  public init() {}

  public mutating func add(_ name: String, _ value: String) {
    parts.append(Part(name: name, value: value))
  }

  /// Adds a checksum of the rows: of which clips, and what is said of them.
  public mutating func add(_ rows: [Manifest.Row]) {
    let cells = rows.map { row in
      [
        row.path, row.emotion.rawValue, row.speaker, row.corpus, row.split, row.fold, row.faceTable.map { "\($0)" },
      ].map { $0.map(\.debugDescription) ?? "" }.joined(separator: ",")
    }
    add("manifest", Checksum.sha256(of: cells.joined(separator: "\n")))
  }

  /// Which of the things that both have differ.
  public func differences(to other: TrainingIdentity) -> [String] {
    parts.filter { part in other.parts.contains { $0.name == part.name && $0.value != part.value } }.map(\.name)
  }

  /// SHA-256 of all of it, in hexadecimal.
  public var checksum: String {
    Checksum.sha256(of: parts.map { "\($0.name)\t\($0.value)\n" }.joined())
  }
}

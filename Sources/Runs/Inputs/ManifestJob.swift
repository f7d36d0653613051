import Batch
import Face
import Foundation
import Manifests
import Recognition
import System

/// A manifest's row as sent to a worker in place of a path.
struct ManifestJob: Equatable {
  let clip: ClipPath
  /// The table with the face's measurements, if any.
  let faceTable: FaceTableReference?
  /// Which face counts, or nil for the default.
  let faceChoice: FaceChoice?

  init(clip: ClipPath, faceTable: FaceTableReference? = nil, faceChoice: FaceChoice? = nil) {
    (self.clip, self.faceTable, self.faceChoice) = (clip, faceTable, faceChoice)
  }

  init(_ row: Manifest.Row) {
    self.init(clip: row.clip, faceTable: row.faceTable, faceChoice: row.faceChoice)
  }

  /// Decodes a `message`. Throws `DecodingError`.
  init(message: ClipPath) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(message.bytes))
  }

  /// The job as JSON. Equal jobs have equal bytes.
  var message: ClipPath {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Strings can always be encoded.
    return ClipPath(bytes: try! encoder.encode(self))
  }

  var analysis: AnalysisOptions {
    var options = AnalysisOptions()
    options.faceTable = faceTable
    if let faceChoice { options.face = faceChoice }
    return options
  }
}

extension ManifestJob: Codable {
  private enum CodingKeys: String, CodingKey {
    case clip, faceTable, faceTableKey, faceChoice
  }

  // Paths may not be UTF-8, so JSON stores their bytes as base64.

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Data(clip.bytes), forKey: .clip)
    try container.encodeIfPresent(faceTable.map { Data($0.path.bytes) }, forKey: .faceTable)
    try container.encodeIfPresent(faceTable?.key, forKey: .faceTableKey)
    try container.encodeIfPresent(faceChoice?.rawValue, forKey: .faceChoice)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    clip = ClipPath(bytes: try container.decode(Data.self, forKey: .clip))
    let key = try container.decodeIfPresent(String.self, forKey: .faceTableKey)
    faceTable = try container.decodeIfPresent(Data.self, forKey: .faceTable).map { path in
      FaceTableReference(path: ClipPath(bytes: path), key: key)
    }
    faceChoice = try container.decodeIfPresent(String.self, forKey: .faceChoice).map { name in
      guard let choice = FaceChoice(rawValue: name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .faceChoice,
          in: container,
          debugDescription: "unknown face choice"
        )
      }
      return choice
    }
  }
}

extension WorkerPool {
  /// Passes the workers' outcome for each row to `deliver` in row order until it returns false. When interrupted, it
  /// passes those of the finished clips.
  func run(
    _ rows: [Manifest.Row],
    deliver: (Manifest.Row, JobOutcome) throws -> Bool
  ) throws -> BatchEnd {
    var pending = rows[...]
    var undelivered = rows.makeIterator()
    func next() -> InputStep { pending.popFirst().map { .clip(ManifestJob($0).message) } ?? .end }
    let end = try run(interruption: .process, next: next) { job, outcome in
      // Outcomes arrive in row order; after an interruption some are missing.
      while let row = undelivered.next() {
        guard ManifestJob(row).message == job else { continue }
        return try deliver(row, outcome) ? .proceed : .stop
      }
      return .proceed
    }
    if case .interrupted = end { return .interrupted }
    return .finished
  }
}

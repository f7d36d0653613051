import Batch
import Face
import Foundation
import Manifests
import Recognition
import System

/// What a worker is told of a manifest's row, in the place of a path.
struct ManifestJob: Equatable {
  let clip: ClipPath
  /// A table with the face, if there is one.
  let faceTable: FaceTableReference?
  /// Whose face counts; nil for the usual.
  let faceChoice: FaceChoice?

  init(clip: ClipPath, faceTable: FaceTableReference? = nil, faceChoice: FaceChoice? = nil) {
    (self.clip, self.faceTable, self.faceChoice) = (clip, faceTable, faceChoice)
  }

  init(_ row: Manifest.Row) {
    self.init(clip: row.clip, faceTable: row.faceTable, faceChoice: row.faceChoice)
  }

  /// Reads what `message` wrote. Throws `DecodingError`.
  init(message: ClipPath) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(message.bytes))
  }

  /// The job as JSON: the same bytes for the same job.
  var message: ClipPath {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Strings always have a JSON text.
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

  // Paths need not be UTF-8; JSON has their bytes as base64.

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
        throw DecodingError.dataCorruptedError(forKey: .faceChoice, in: container, debugDescription: "no such choice")
      }
      return choice
    }
  }
}

extension WorkerPool {
  /// Has workers answer for every row, in the order of the rows until `deliver` wants no more; when interrupted, for those
  /// of the clips that were finished.
  func run(
    _ rows: [Manifest.Row],
    deliver: (Manifest.Row, JobOutcome) throws -> Bool
  ) throws -> BatchEnd {
    var waiting = rows[...]
    var undelivered = rows.makeIterator()
    func next() -> InputStep { waiting.popFirst().map { .clip(ManifestJob($0).message) } ?? .end }
    let end = try run(interruption: .process, next: next) { job, outcome in
      // Outcomes come in the order of the rows; when interrupted, some are left out.
      while let row = undelivered.next() {
        guard ManifestJob(row).message == job else { continue }
        return try deliver(row, outcome) ? .goOn : .stop
      }
      return .goOn
    }
    if case .interrupted = end { return .interrupted }
    return .finished
  }
}

/// How clips are assigned to folds.
public enum Folding: Equatable, Sendable {
  /// A number of folds, with each speaker in one fold.
  case count(Int)
  /// A column of the manifest that names the fold.
  case column(String)

  /// Parses a whole number of 2 or more as a count of folds, and other text as a column; nil for smaller numbers and
  /// empty text.
  public init?(_ text: String) {
    if let count = Int(text) {
      guard count >= 2 else { return nil }
      self = .count(count)
    } else if text.isEmpty {
      return nil
    } else {
      self = .column(text)
    }
  }

  /// The column of the manifest, if folds come from one.
  public var column: String? {
    if case .column(let name) = self { name } else { nil }
  }
}

extension Folding: CustomStringConvertible {
  public var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .column(let name): name
    }
  }
}

/// A speaker, identified by corpus and name, whose clips must stay on one side of a split. A clip without a speaker
/// counts as a speaker of its own.
public struct SpeakerID: Hashable, Sendable, Comparable {
  /// `corpus/speaker`, as in a model's list of training speakers; nil for a clip without a speaker.
  public let name: String?
  /// The line of a clip without a speaker; else 0.
  private let line: Int

  public init(_ row: Manifest.Row) {
    name = row.speaker.map { "\(row.corpus ?? "")/\($0)" }
    line = row.speaker == nil ? row.line : 0
  }

  /// By name; speakers without a name come last, in order of their lines.
  public static func < (one: SpeakerID, other: SpeakerID) -> Bool {
    switch (one.name, other.name) {
    case (let one?, let other?): one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
    case (_?, nil): true
    case (nil, _?): false
    case (nil, nil): one.line < other.line
    }
  }
}

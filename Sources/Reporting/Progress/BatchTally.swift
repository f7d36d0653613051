import Records

/// What became of the clips of a batch so far.
public struct BatchTally: Equatable, Sendable {
  /// Clips with a result and nothing else.
  public private(set) var okCount = 0
  /// The others, by the kind of their first failure.
  public private(set) var failures: [ClipFailure.Kind: Int] = [:]
  /// How long the clips with a result are together, in seconds.
  public private(set) var mediaSeconds = 0.0

  public init() {}

  public var failedCount: Int { failures.values.reduce(0, +) }
  public var count: Int { okCount + failedCount }

  /// Counts a clip by its records, of which it has one a channel at most.
  public mutating func add(_ records: [ClipRecord]) {
    add(records.lazy.compactMap(\.failure).first)
    mediaSeconds += records.compactMap { $0.analysis?.durationSeconds }.max() ?? 0
  }

  /// Counts a clip of which nothing is known but why it failed, if it did.
  public mutating func add(_ failure: ClipFailure?) {
    if let failure { failures[failure.kind, default: 0] += 1 } else { okCount += 1 }
  }
}

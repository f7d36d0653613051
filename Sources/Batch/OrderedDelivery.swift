import System

/// Holds finished jobs back until all that came before them are finished too.
struct OrderedDelivery {
  /// A finished job.
  struct Entry {
    let path: ClipPath
    let outcome: JobOutcome
  }

  private var waiting: [UInt64: Entry] = [:]
  /// The identifier whose turn it is. Identifiers count from 0.
  private(set) var turn: UInt64 = 0
  /// The bytes of all outcomes held.
  private(set) var heldBytes = 0

  mutating func insert(_ entry: Entry, job: UInt64) {
    waiting[job] = entry
    heldBytes += entry.outcome.byteCount
  }

  /// The entry whose turn it is; nil when it is not finished.
  mutating func next() -> Entry? {
    guard let entry = waiting.removeValue(forKey: turn) else { return nil }
    turn += 1
    heldBytes -= entry.outcome.byteCount
    return entry
  }

  /// All that is held, in order, gaps passed over.
  mutating func drain() -> [Entry] {
    let entries = waiting.keys.sorted().compactMap { waiting[$0] }
    waiting.removeAll()
    heldBytes = 0
    return entries
  }
}

import Foundation
import Records

/// Text about the progress and the result of a batch.
public struct BatchProgress: Sendable {
  public var tally: BatchTally
  /// The time since the batch began.
  public var seconds: Double
  /// The total number of clips, or nil if it is not known.
  public var total: Int?

  public init(_ tally: BatchTally, seconds: Double, total: Int? = nil) {
    (self.tally, self.seconds, self.total) = (tally, seconds, total)
  }

  /// One line with clips and media done, failures, rate and time left.
  public var line: String {
    let count = total.map { "\(tally.count) of \($0) clips" } ?? Self.clips(tally.count)
    let left = secondsLeft.map { ", \(Self.duration($0)) left" } ?? ""
    return "\(count), \(tally.failedCount) failed, \(Self.media(tally.mediaSeconds))\(rate)\(left)"
  }

  /// Returns one line about the finished batch.
  ///
  /// - Parameter recordedCount: The number of clips skipped because they are already recorded.
  public func summary(recordedCount: Int = 0) -> String {
    let kinds = tally.failures.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
    let failed =
      kinds.isEmpty
      ? "0 failed" : "\(tally.failedCount) failed (\(kinds.map { "\($1) \($0.rawValue)" }.joined(separator: ", ")))"
    let before = recordedCount > 0 ? ", \(recordedCount) already recorded" : ""
    return "\(Self.clips(tally.okCount)) ok, \(failed)\(before); \(Self.media(tally.mediaSeconds)) "
      + "in \(Self.duration(seconds))\(rate)"
  }

  /// The estimated time left at the average rate so far, or nil without an estimate.
  private var secondsLeft: Double? {
    guard let total, tally.count > 0, total >= tally.count else { return nil }
    return seconds / Double(tally.count) * Double(total - tally.count)
  }

  /// The average rate, in whichever unit gives more than a fraction; empty before the first clip.
  private var rate: String {
    guard tally.count > 0, seconds > 0 else { return "" }
    let each = seconds / Double(tally.count)
    if each <= 1 { return String(format: ", %.1f clips/s", 1 / each) }
    return each < 60 ? String(format: ", %.1f s/clip", each) : ", \(Self.duration(each)) per clip"
  }

  private static func clips(_ count: Int) -> String {
    "\(count) clip\(count == 1 ? "" : "s")"
  }

  private static func media(_ seconds: Double) -> String {
    seconds < 3_600 ? "\(duration(seconds)) of media" : String(format: "%.1f h of media", seconds / 3_600)
  }

  /// Formats a duration, such as `14 s`, `3 min 20 s` or `2 h 5 min`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
  }
}

/// Counts of the clips of a batch so far, by outcome.
public struct BatchTally: Equatable, Sendable {
  /// Clips without a failure.
  public private(set) var okCount = 0
  /// Clips with a failure, by the kind of the first.
  public private(set) var failures: [ClipFailure.Kind: Int] = [:]
  /// The total duration of the clips with a result, in seconds.
  public private(set) var mediaSeconds = 0.0

  public init() {}

  public var failedCount: Int { failures.values.reduce(0, +) }
  public var count: Int { okCount + failedCount }

  /// Counts a clip by its records, at most one per channel.
  public mutating func add(_ records: [ClipRecord]) {
    add(records.lazy.compactMap(\.failure).first)
    mediaSeconds += records.compactMap { $0.analysis?.durationSeconds }.max() ?? 0
  }

  /// Counts a clip that failed, or succeeded if `failure` is nil.
  public mutating func add(_ failure: ClipFailure?) {
    if let failure { failures[failure.kind, default: 0] += 1 } else { okCount += 1 }
  }
}

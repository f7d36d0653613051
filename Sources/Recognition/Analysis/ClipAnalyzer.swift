import Perception
import Records
import System

/// A clip in, its records out: one, or with `--channel each` one a channel. Works in the calling thread.
public struct ClipAnalyzer {
  let models: Models
  let options: AnalysisOptions
  private let baselines: ClipBaselines
  private let isInterrupted: () -> Bool

  /// - Parameters:
  ///   - baselines: what is known of the clips' speakers.
  ///   - isInterrupted: asked now and then; once true, `analyze` throws `CancellationError`.
  public init(
    models: Models,
    options: AnalysisOptions,
    baselines: ClipBaselines = ClipBaselines(),
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.models = models
    self.options = options
    self.baselines = baselines
    self.isInterrupted = isInterrupted
  }

  /// Analyses one clip. Whatever is wrong with it becomes a record.
  ///
  /// - Parameter announceDuration: told the clip's duration in seconds as soon as it is known, and again when it
  ///   turns out longer.
  /// - Throws: `CancellationError` when interrupted.
  public func analyze(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in }
  ) throws -> [ClipRecord] {
    try measured(path, keepsSummaries: false, announceDuration: announceDuration).map(\.record)
  }

  /// Analyses one clip as if nothing were known of its speaker, and keeps what it takes to score it again.
  public func measure(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in }
  ) throws -> [MeasuredRecord] {
    try measured(path, keepsSummaries: true, announceDuration: announceDuration)
  }

  private func measured(
    _ path: ClipPath,
    keepsSummaries: Bool,
    announceDuration: @escaping (Double) -> Void
  ) throws -> [MeasuredRecord] {
    var file = ClipFile(statusOf: path)
    let (speaker, baseline) = keepsSummaries ? (nil, nil) : baselines.of(path)
    let reader = PooledReader(model: models.fusion, baseline: baseline, keepsSummaries: keepsSummaries)
    let votes = options.face == .all ? PerFaceVotes(model: models.fusion) : nil
    let perception = ClipPerception(
      networks: models.perception,
      options: options.perception,
      findsUtterances: options.timeline == .utterances,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
    do {
      let clip = try perception.follow(
        path,
        opened: { file = ClipFile(bytes: $0.bytes, modified: $0.modified) },
        observe: { votes?.add($0) },
        makeListener: {
          WindowFuser(encoder: models.perception.voiceEncoder, reader: reader, timeline: options.timeline)
        }
      )
      let measured = clip.channels.indices.map { index in
        var (outcome, measurement) = outcome(of: index, in: clip, reader: reader, votes: votes)
        outcome.name(speaker: speaker, baseline: baseline)
        return MeasuredRecord(record: file.record(path: path, outcome: outcome), measurement: measurement)
      }
      if isInterrupted() { throw CancellationError() }
      return measured
    } catch let failure as ClipFailure {
      return [MeasuredRecord(record: file.record(path: path, outcome: .failed(failure)), measurement: nil)]
    }
  }
}

import Perception
import Records
import System

/// Analyses a clip into its records: one, or with `--channel each` one per channel. Works in the calling thread.
public struct ClipAnalyzer {
  let models: Models
  let options: AnalysisOptions
  private let baselines: ClipBaselines
  private let isInterrupted: () -> Bool

  /// - Parameters:
  ///   - baselines: the baselines of the clips' speakers.
  ///   - isInterrupted: polled regularly; once true, `analyze` throws `CancellationError`.
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

  /// Analyses one clip. A clip that fails gives an error record.
  ///
  /// - Parameters:
  ///   - announceDuration: receives the clip's duration in seconds as soon as it is known, and again if it turns out
  ///     longer.
  ///   - announcePosition: receives the clip's second that has been perceived, again and again.
  /// - Throws: `CancellationError` if interrupted.
  public func analyze(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    announcePosition: @escaping (Double) -> Void = { _ in }
  ) throws -> [ClipRecord] {
    try measured(
      path,
      keepsSummaries: false,
      announceDuration: announceDuration,
      announcePosition: announcePosition
    ).map(\.record)
  }

  /// Analyses one clip without a baseline, and keeps what is needed to score it again.
  public func measure(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    announcePosition: @escaping (Double) -> Void = { _ in }
  ) throws -> [MeasuredRecord] {
    try measured(
      path,
      keepsSummaries: true,
      announceDuration: announceDuration,
      announcePosition: announcePosition
    )
  }

  private func measured(
    _ path: ClipPath,
    keepsSummaries: Bool,
    announceDuration: @escaping (Double) -> Void,
    announcePosition: @escaping (Double) -> Void
  ) throws -> [MeasuredRecord] {
    var file = ClipFile(statusOf: path)
    let (speaker, baseline) = keepsSummaries ? (nil, nil) : baselines.of(path)
    let predictor = PooledPredictor(model: models.fusion, baseline: baseline, keepsSummaries: keepsSummaries)
    let votes = options.face == .all ? PerFaceVotes(model: models.fusion) : nil
    let perception = ClipPerception(
      networks: models.perception,
      options: options.perception,
      findsUtterances: options.timeline == .utterances,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration,
      announcePosition: announcePosition
    )
    do {
      let clip = try perception.perceive(
        path,
        opened: { file = ClipFile(bytes: $0.bytes, modified: $0.modified) },
        observe: { votes?.add($0) },
        makeListener: {
          WindowFuser(encoder: models.perception.voiceEncoder, predictor: predictor, timeline: options.timeline)
        }
      )
      let measured = clip.channels.indices.map { index in
        var (outcome, measurement) = outcome(of: index, in: clip, predictor: predictor, votes: votes)
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

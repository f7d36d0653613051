import Formats
import Perception
import Records
import System

/// Analyses a clip into its records: one, or with `--channel each` one per channel.
public struct ClipAnalyzer {
  let models: Models
  let options: AnalysisOptions
  private let baselines: ClipBaselines
  private let transcripts: ClipTranscripts
  private let threadCount: Int
  private let isInterrupted: () -> Bool

  /// - Parameters:
  ///   - baselines: the baselines of the clips' speakers.
  ///   - transcripts: the stretches to label in each clip.
  ///   - threadCount: the maximum number of threads that work on a clip; the records do not depend on it.
  ///   - isInterrupted: polled regularly, on any thread; once true, `analyze` throws `CancellationError`.
  public init(
    models: Models,
    options: AnalysisOptions,
    baselines: ClipBaselines = ClipBaselines(),
    transcripts: ClipTranscripts = ClipTranscripts(),
    threadCount: Int = 1,
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.models = models
    self.options = options
    self.baselines = baselines
    self.transcripts = transcripts
    self.threadCount = threadCount
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
      threadCount: threadCount,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration,
      announcePosition: announcePosition
    )
    do {
      let transcript = try transcripts.of(path)
      let clip = try perception.perceive(
        path,
        opened: {
          file = ClipFile(bytes: $0.bytes, modified: $0.modified)
          try checkChannelNames($0)
        },
        observe: { votes?.add($0) },
        makeListener: { channel in
          let plan = transcript.map { segmentPlan($0, channel: channel) } ?? options.timeline?.plan
          return WindowFuser(predictor: predictor, plan: plan)
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

  /// Throws if there is not one name for each channel.
  private func checkChannelNames(_ clip: OpenedClip) throws(ClipFailure) {
    guard let names = options.channelNames?.names else { return }
    let count = options.modality.wantsVoice ? clip.info.sound?.channels ?? 1 : 1
    guard names.count != count else { return }
    let (found, flag) = (count == 1 ? "is 1 channel" : "are \(count) channels", AnalysisOptions.flag(\.channelNames))
    throw ClipFailure(.unsupported, "\(flag) has \(names.count) name\(names.count == 1 ? "" : "s"), but there \(found)")
  }

  /// The plan for the channel at an index: its own stretches, if the transcript names the channels.
  private func segmentPlan(_ transcript: Transcript, channel: Int) -> any SegmentPlan {
    let names = options.channelNames
    let own = names?.name(of: channel + 1).map { transcript.stretches(of: $0, among: names?.names ?? []) }
    return TranscriptPlan(own ?? transcript.stretches, startSeconds: options.startSeconds)
  }
}

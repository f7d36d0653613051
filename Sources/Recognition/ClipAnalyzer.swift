import Foundation
import Media
import Records
import System
import Voice

/// A clip in, its records out: one, or with `--channel each` one a channel. Works in the calling thread.
public struct ClipAnalyzer {
  let models: Models
  let options: AnalysisOptions
  let baselines: ClipBaselines
  let isInterrupted: () -> Bool

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
    func failed(_ failure: ClipFailure) -> [MeasuredRecord] {
      [MeasuredRecord(record: file.record(path: path, outcome: .failed(failure)), measurement: nil)]
    }
    do {
      let (speaker, baseline) = keepsSummaries ? (nil, nil) : baselines.of(path)
      let pooled = PooledReader(model: models.fusion, baseline: baseline, keepsSummaries: keepsSummaries)
      let clip = try follow(path, file: &file, pooled: pooled, announceDuration: announceDuration)
      let measured = clip.parties.indices.map { index in
        var (outcome, measurement) = outcome(of: clip.parties[index], in: clip, channel: options.channelNumber(index))
        outcome.name(speaker: speaker, baseline: baseline)
        return MeasuredRecord(record: file.record(path: path, outcome: outcome), measurement: measurement)
      }
      if isInterrupted() { throw CancellationError() }
      return measured
    } catch let failure as ClipFailure {
      return failed(failure)
    } catch MediaError.interrupted {
      throw CancellationError()
    } catch let error as MediaError {
      return failed(ClipFailure(error))
    }
  }

  /// Follows a clip to its end.
  ///
  /// - Parameters:
  ///   - file: becomes what is known of the file once it is open.
  ///   - pooled: says what windows and segments express.
  ///   - keepsWindows: what entered the fusion is kept.
  ///   - spoiler: changes sound and pictures first.
  func follow(
    _ path: ClipPath,
    file: inout ClipFile,
    pooled: PooledReader,
    announceDuration: @escaping (Double) -> Void = { _ in },
    keepsWindows: Bool = false,
    spoiler: (any ClipSpoiler)? = nil
  ) throws -> FollowedClip {
    let start = ContinuousClock.now
    let reader = try ClipReader.open(
      path,
      options: options,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
    file = ClipFile(bytes: Int(reader.byteCount), modified: reader.modified)
    try checkStreams(reader.info)
    let measured = try measuredFace(reader.info, since: start)
    var timing = Stopwatch(decodeSeconds: start.secondsUntilNow)
    var streams = ClipStreams(
      models: models,
      options: options,
      info: reader.info,
      pooled: pooled,
      measured: measured,
      keepsWindows: keepsWindows,
      spoiler: spoiler
    )
    try follow(reader, into: &streams, timing: &timing)
    let duration = duration(of: reader, hasSound: streams.hasSound, measured: measured)
    if streams.hasSound, streams.faces?.isSeen != true {
      if streams.isSilent { throw ClipFailure.noSound(options) }
      guard duration >= SpeechActivity.leastSeconds else {
        let least = SpeechActivity.leastSeconds
        throw ClipFailure(.tooShort, "\(duration.formatted(places: 2)) s of sound are too little, it takes \(least) s")
      }
    }
    let finishing = ContinuousClock.now
    let parties = streams.finish(durationSeconds: duration)
    timing.finish(fusionSeconds: streams.fusionSeconds, finishSeconds: finishing.secondsUntilNow, since: start)
    return FollowedClip(reader: reader, streams: streams, parties: parties, durationSeconds: duration, timing: timing)
  }

  /// A clip without a stream that was asked for cannot be analysed.
  private func checkStreams(_ info: ClipInfo) throws(ClipFailure) {
    let (hasSound, hasPicture) = (info.sound != nil, info.picture != nil || options.faceTable != nil)
    switch options.modality {
    case .auto where !hasSound && !hasPicture: throw ClipFailure(.noStreams, "there is neither sound nor picture in it")
    case .voice where !hasSound:
      throw ClipFailure(.noSpeechOrFace, "there is no sound in it, and no voice without sound")
    case .face where !hasPicture:
      throw ClipFailure(.noSpeechOrFace, "there is no picture in it, and no face without picture")
    case .both where !hasSound || !hasPicture:
      throw ClipFailure(.noSpeechOrFace, "there is no \(hasSound ? "picture" : "sound") in it, and both were asked for")
    default: return
    }
  }

  /// Feeds the clip's sound and pictures to the streams, to its end.
  private func follow(_ reader: ClipReader, into streams: inout ClipStreams, timing: inout Stopwatch) throws {
    while true {
      let decoding = ContinuousClock.now
      let event = try reader.next()
      timing.decodeSeconds += decoding.secondsUntilNow
      guard let event else { break }
      let perceiving = ContinuousClock.now
      streams.append(event)
      switch event {
      case .sound: timing.voiceSeconds += perceiving.secondsUntilNow
      case .picture: timing.faceSeconds += perceiving.secondsUntilNow
      }
      streams.settle()
    }
  }
}

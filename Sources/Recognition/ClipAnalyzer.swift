import Foundation
import Fusion
import Media
import Records
import Voice

/// A clip in, its records out: one, or with `--channel each` one a channel. Works in the calling thread.
public struct ClipAnalyzer {
  private let models: Models
  private let options: AnalysisOptions
  private let isInterrupted: () -> Bool

  /// - Parameter isInterrupted: asked now and then; once true, `analyze` throws `CancellationError`.
  public init(models: Models, options: AnalysisOptions, isInterrupted: @escaping () -> Bool = { false }) {
    self.models = models
    self.options = options
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
    var file = ClipFile(statusOf: path)
    do {
      return try analyze(path, file: &file, announceDuration: announceDuration).map { outcome in
        file.record(path: path, outcome: outcome)
      }
    } catch let failure as ClipFailure {
      return [file.record(path: path, outcome: .failed(failure))]
    } catch MediaError.interrupted {
      throw CancellationError()
    } catch let error as MediaError {
      return [file.record(path: path, outcome: .failed(ClipFailure(error)))]
    }
  }

  private func analyze(
    _ path: ClipPath,
    file: inout ClipFile,
    announceDuration: @escaping (Double) -> Void
  ) throws -> [ClipRecord.Outcome] {
    let start = ContinuousClock.now
    let reader = try ClipReader.open(
      path,
      options: options,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
    file = ClipFile(bytes: Int(reader.byteCount), modified: reader.modified)
    guard reader.info.sound != nil else {
      throw ClipFailure(.noSpeechOrFace, "there is no sound in it, and no voice without sound")
    }
    var timing = Stopwatch(decodeSeconds: start.secondsUntilNow)
    let tracks = try hear(reader, timing: &timing)
    let duration = reader.measuredDurationSeconds
    if tracks.isEmpty { throw ClipFailure.noSound(options) }
    guard duration >= SpeechActivity.leastSeconds else {
      let least = SpeechActivity.leastSeconds
      throw ClipFailure(.tooShort, "\(duration.formatted(places: 2)) s of sound are too little, it takes \(least) s")
    }
    let outcomes = tracks.enumerated().map { index, track in
      var track = track
      let finishing = ContinuousClock.now
      let evidence = track.finish(durationSeconds: duration)
      timing.voiceSeconds += finishing.secondsUntilNow
      timing.fusionSeconds = track.fusionSeconds
      timing.totalSeconds = start.secondsUntilNow
      return outcome(of: evidence, channel: options.channelNumber(index), reader: reader, timing: timing)
    }
    if isInterrupted() { throw CancellationError() }
    return outcomes
  }

  /// Feeds the clip's sound to one track a channel, to its end.
  private func hear(_ reader: ClipReader, timing: inout Stopwatch) throws -> [VoiceTrack] {
    var tracks: [VoiceTrack] = []
    while true {
      let decoding = ContinuousClock.now
      let event = try reader.next()
      timing.decodeSeconds += decoding.secondsUntilNow
      guard let event else { break }
      guard case .sound(let block) = event else { continue }
      if tracks.isEmpty {
        tracks = block.channels.map { _ in VoiceTrack(models: models, timelineSeconds: options.timelineSeconds) }
      }
      let hearing = ContinuousClock.now
      for index in tracks.indices { tracks[index].append(block.channels[index]) }
      timing.voiceSeconds += hearing.secondsUntilNow
    }
    return tracks
  }

  private func outcome(
    of voice: VoiceEvidence,
    channel: Int?,
    reader: ClipReader,
    timing: Stopwatch
  ) -> ClipRecord.Outcome {
    let channelName = channel.map { " on channel \($0)" } ?? ""
    guard voice.isSpeech, let distribution = voice.votes.distribution(temperature: models.fusion.voiceTemperature)
    else {
      return .failed(ClipFailure(.noSpeechOrFace, "nobody speaks\(channelName)"))
    }
    let judgement = Judgement(distribution, options: options)
    let place = Circumplex.mean(of: judgement.distribution)
    return .ok(
      ClipAnalysis(
        channel: channel,
        emotion: judgement.verdict,
        confidence: judgement.confidence,
        probabilities: judgement.probabilities,
        valence: place.valence,
        arousal: place.arousal,
        durationSeconds: reader.measuredDurationSeconds,
        voice: VoiceReport(
          weight: 1,
          speechRatio: voice.speech.ratio,
          signalToNoiseDecibels: voice.speech.signalToNoise,
          probabilities: judgement.probabilities
        ),
        segments: voice.segments.map { segments in segments.map { segment(of: $0, speech: voice.speech) } },
        warnings: reader.warnings.map(\.rawValue) + voice.warnings,
        model: models.fusion.identity,
        timing: timing.stages,
        options: options.summary
      )
    )
  }

  private func segment(of pooled: SegmentPooler.Segment, speech: SpeechTrack) -> EmotionSegment {
    let judgement =
      speech.ratio(in: pooled.frames) > 0
      ? Judgement(
        EmotionDistribution(logits: pooled.logits, temperature: models.fusion.voiceTemperature),
        options: options
      ) : nil
    return EmotionSegment(
      startSeconds: options.startSeconds + pooled.startSeconds,
      endSeconds: options.startSeconds + pooled.endSeconds,
      emotion: judgement?.verdict,
      confidence: judgement?.confidence,
      probabilities: judgement?.probabilities
    )
  }
}

import Foundation
import Media
import Numerics
import Records
import System
import Voice

/// Turns one channel's sound into rows of numbers at regular times.
protocol SoundRowStream {
  /// The time of a row, from the start of the analysed part.
  func seconds(row: Int) -> Double
  /// Appends samples at 16 kHz and returns the rows they completed.
  mutating func append(_ samples: [Float]) -> Matrix
  /// Ends the sound and returns the remaining rows.
  mutating func finish() -> Matrix
}

/// Extracts features of a clip's sound every 10 ms: the log-mel spectrogram that the voice encoder gets, or the voice
/// measures.
public struct SoundExtractor {
  private let options: PerceptionOptions
  private let isInterrupted: () -> Bool

  /// - Parameters:
  ///   - options: the options for channel, part and time limit.
  ///   - isInterrupted: polled regularly; once true, extracting throws `CancellationError`.
  public init(options: PerceptionOptions, isInterrupted: @escaping () -> Bool = { false }) {
    self.options = options
    self.isInterrupted = isInterrupted
  }

  /// Extracts the log-mel spectrogram. Several channels alternate, one block of sound at a time.
  ///
  /// - Parameters:
  ///   - announceDuration: receives the clip's duration in seconds as soon as it is known, and again if it turns out
  ///     longer.
  ///   - handler: receives the channel (from 1; nil for the mix), the step's time in seconds from the clip's start, and
  ///     its 128 values.
  /// - Returns: the seconds of sound read.
  /// - Throws: `ClipFailure`, `CancellationError` if interrupted, and what `handler` throws.
  @discardableResult
  public func extractLogMel(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (_ channel: Int?, _ seconds: Double, _ values: UnsafeBufferPointer<Float>) throws -> Void
  ) throws -> Double {
    var streams: [LogMelStream] = []
    func emit(_ index: Int, _ values: UnsafeBufferPointer<Float>) throws {
      try handler(options.channelNumber(index), seconds(step: streams[index].stepCount - 1), values)
    }
    let duration = try read(path, announceDuration) { channels in
      if streams.isEmpty { streams = channels.map { _ in LogMelStream() } }
      for (index, samples) in channels.enumerated() { try streams[index].append(samples) { try emit(index, $0) } }
    }
    for index in streams.indices { try streams[index].finish { try emit(index, $0) } }
    return duration
  }

  /// Extracts the voice measures. Channels, parameters, result, errors and step times are those of `extractLogMel`. Steps
  /// arrive some seconds after their sound, see `VoiceMeasures`.
  @discardableResult
  public func extractMeasures(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (_ channel: Int?, _ seconds: Double, _ step: VoiceStep) throws -> Void
  ) throws -> Double {
    var streams: [VoiceMeasures] = []
    var stepCounts: [Int] = []
    func emit(_ index: Int, _ step: VoiceStep) throws {
      try handler(options.channelNumber(index), seconds(step: stepCounts[index]), step)
      stepCounts[index] += 1
    }
    let duration = try read(path, announceDuration) { channels in
      if streams.isEmpty {
        streams = channels.map { _ in VoiceMeasures() }
        stepCounts = channels.map { _ in 0 }
      }
      for (index, samples) in channels.enumerated() { try streams[index].append(samples) { try emit(index, $0) } }
    }
    for index in streams.indices { _ = try streams[index].finish { try emit(index, $0) } }
    return duration
  }

  /// Extracts the rows of a stream of the caller's. Several channels alternate, one block of sound at a time.
  ///
  /// Parameters, result and errors are those of `extractLogMel`.
  func extract<Rows: SoundRowStream>(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (_ channel: Int?, _ seconds: Double, _ values: UnsafeBufferPointer<Float>) throws -> Void,
    makeStream: () -> Rows
  ) throws -> Double {
    var streams: [Rows] = []
    var rowCounts: [Int] = []
    func emit(_ index: Int, _ rows: Matrix) throws {
      for row in 0..<rows.rows {
        let seconds = options.startSeconds + streams[index].seconds(row: rowCounts[index])
        try handler(options.channelNumber(index), seconds, UnsafeBufferPointer(rows.row(row)))
        rowCounts[index] += 1
      }
    }
    let duration = try read(path, announceDuration) { channels in
      if streams.isEmpty {
        streams = channels.map { _ in makeStream() }
        rowCounts = channels.map { _ in 0 }
      }
      for (index, samples) in channels.enumerated() { try emit(index, streams[index].append(samples)) }
    }
    for index in streams.indices { try emit(index, streams[index].finish()) }
    return duration
  }

  private func seconds(step: Int) -> Double {
    options.startSeconds + Double(step) / LogMel.stepsPerSecond
  }

  /// Passes each block of the clip's channels to `handler`, at least one. Returns the seconds read.
  private func read(
    _ path: ClipPath,
    _ announceDuration: @escaping (Double) -> Void,
    handler: (_ channels: [[Float]]) throws -> Void
  ) throws -> Double {
    let events = ClipEvents(
      options: options,
      withSound: true,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
    return try withoutActuallyEscaping(handler) { handler in
      var listener = Listener(options: options, handler: handler)
      _ = try events.stream(path, into: &listener)
      return listener.durationSeconds
    }
  }

  private struct Listener: ClipListener {
    let options: PerceptionOptions
    let handler: (_ channels: [[Float]]) throws -> Void
    var isEmpty = true
    var durationSeconds = 0.0

    func open(_ clip: OpenedClip) throws {
      guard clip.info.sound != nil else { throw ClipFailure(.noStreams, "there is no sound in it") }
    }

    mutating func receive(_ block: SoundBlock) throws {
      isEmpty = false
      try handler(block.channels)
    }

    mutating func close(measuredSeconds: Double) throws {
      if isEmpty { throw ClipFailure.noSound(options) }
      durationSeconds = measuredSeconds
    }
  }
}

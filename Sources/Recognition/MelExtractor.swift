import Foundation
import Media
import Records
import Voice

/// A clip's log-mel spectrogram, frame by frame, as the voice encoder hears it.
public struct MelExtractor {
  private let options: AnalysisOptions
  private let isInterrupted: () -> Bool

  /// - Parameters:
  ///   - options: channel, part and time limit are taken from them.
  ///   - isInterrupted: asked now and then; once true, `extract` throws `CancellationError`.
  public init(options: AnalysisOptions, isInterrupted: @escaping () -> Bool = { false }) {
    self.options = options
    self.isInterrupted = isInterrupted
  }

  /// Channels that `extract` gives for a clip come one after the other within each stretch of sound.
  ///
  /// - Parameters:
  ///   - announceDuration: told the clip's duration in seconds as soon as it is known, and again when it turns out
  ///     longer.
  ///   - handler: gets the channel (from 1; nil for the mix), the frame's time in seconds from the clip's start, and its
  ///     128 values.
  /// - Throws: `ClipFailure`, `CancellationError` when interrupted, and what the handler throws.
  public func extract(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (_ channel: Int?, _ seconds: Double, _ values: UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    do {
      let reader = try ClipReader.open(
        path,
        options: options,
        isInterrupted: isInterrupted,
        announceDuration: announceDuration
      )
      guard reader.info.sound != nil else { throw ClipFailure(.noStreams, "there is no sound in it") }
      var streams: [LogMelStream] = []
      func giveOut(_ index: Int, _ values: UnsafeBufferPointer<Float>) throws {
        let seconds = options.startSeconds + Double(streams[index].frameCount - 1) / LogMel.framesPerSecond
        try handler(options.channelNumber(index), seconds, values)
      }
      while let event = try reader.next() {
        guard case .sound(let block) = event else { continue }
        if streams.isEmpty { streams = block.channels.map { _ in LogMelStream() } }
        for (index, samples) in block.channels.enumerated() {
          try streams[index].append(samples) { try giveOut(index, $0) }
        }
      }
      guard !streams.isEmpty else { throw ClipFailure.noSound(options) }
      for index in streams.indices { try streams[index].finish { try giveOut(index, $0) } }
    } catch MediaError.interrupted {
      throw CancellationError()
    } catch let error as MediaError {
      throw ClipFailure(error)
    }
  }
}

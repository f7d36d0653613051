import Fusion
import Numerics
import System
import Voice

/// Extracts the hidden states of a layer of the voice encoder, one every 20 ms, of a clip's sound as loud as it is.
public struct VoiceStateExtractor {
  private let encoder: any SpeechEncoder
  private let layer: Int
  private let sound: SoundExtractor

  /// Values per row.
  public var width: Int { encoder.width }

  /// - Parameters:
  ///   - layer: number of the hidden state; nil for the last.
  ///   - options: the options for channel, part and time limit.
  ///   - isInterrupted: polled regularly; once true, extracting throws `CancellationError`.
  ///
  /// Throws `ModelError.noSuchLayer`.
  public init(
    _ network: VoiceNetwork,
    layer: Int? = nil,
    options: PerceptionOptions,
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(ModelError) {
    encoder = network.encoder
    sound = SoundExtractor(options: options, isInterrupted: isInterrupted)
    if let layer, !(0...encoder.layerCount).contains(layer) {
      throw .noSuchLayer(layer, layerCount: encoder.layerCount)
    }
    self.layer = layer ?? encoder.layerCount
  }

  /// Passes each row to `handler`. Parameters, result, errors and the order of several channels are those of
  /// `SoundExtractor.extractLogMel`; rows arrive up to a block of the encoder after their sound.
  @discardableResult
  public func extract(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (_ channel: Int?, _ seconds: Double, _ values: UnsafeBufferPointer<Float>) throws -> Void
  ) throws -> Double {
    try sound.extract(path, announceDuration: announceDuration, handler: handler) {
      StateStream(StateBlocks(encoder: encoder, layers: [layer], division: .contextOnBothSides))
    }
  }
}

/// The hidden states of one layer.
private struct StateStream: SoundRowStream {
  private var blocks: StateBlocks

  init(_ blocks: StateBlocks) {
    self.blocks = blocks
  }

  func seconds(row: Int) -> Double {
    blocks.encoder.firstStateSeconds + blocks.encoder.stateSeconds * Double(row)
  }

  mutating func append(_ samples: [Float]) -> Matrix { blocks.append(samples) }
  mutating func finish() -> Matrix { blocks.finish() }
}

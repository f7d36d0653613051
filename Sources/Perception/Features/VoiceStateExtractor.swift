import Fusion
import Numerics
import System
import Voice

/// Extracts what the voice encoder makes of a clip's sound: the hidden states of a pre-trained encoder, one every 20 ms,
/// or the shipped encoder's embeddings, one every 40 ms.
public struct VoiceStateExtractor {
  private let network: VoiceNetwork
  private let layer: Int
  private let sound: SoundExtractor

  /// Values per row.
  public let width: Int

  /// - Parameters:
  ///   - layer: number of the hidden state; nil for the last. The shipped encoder has none to choose.
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
    self.network = network
    sound = SoundExtractor(options: options, isInterrupted: isInterrupted)
    switch network {
    case .shipped:
      (self.layer, width) = (0, VoiceEncoder.width)
    case .pretrained(let encoder, _):
      if let layer, !(0...encoder.layerCount).contains(layer) {
        throw .noSuchLayer(layer, layerCount: encoder.layerCount)
      }
      (self.layer, width) = (layer ?? encoder.layerCount, encoder.width)
    }
  }

  /// Passes each row to `handler`. Parameters, result, errors and the order of several channels are those of
  /// `SoundExtractor.extractLogMel`; rows arrive up to a block of the encoder after their sound.
  @discardableResult
  public func extract(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (_ channel: Int?, _ seconds: Double, _ values: UnsafeBufferPointer<Float>) throws -> Void
  ) throws -> Double {
    switch network {
    case .shipped(let encoder):
      return try sound.extract(path, announceDuration: announceDuration, handler: handler) {
        EmbeddingStream(encoder)
      }
    case .pretrained(let encoder, _):
      return try sound.extract(path, announceDuration: announceDuration, handler: handler) {
        StateStream(StateBlocks(encoder: encoder, layers: [layer], division: .contextOnBothSides))
      }
    }
  }
}

/// The hidden states of one layer of a pre-trained encoder.
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

/// The shipped encoder's embeddings, each from the window whose core it lies in.
private struct EmbeddingStream: SoundRowStream {
  private let encoder: VoiceEncoder
  private var voice = VoiceTrack(detector: nil)
  private var rowCount = 0

  init(_ encoder: VoiceEncoder) {
    self.encoder = encoder
  }

  func seconds(row: Int) -> Double { VoiceClock.momentSeconds * Double(row) }

  mutating func append(_ samples: [Float]) -> Matrix {
    rows(voice.append(samples))
  }

  mutating func finish() -> Matrix {
    rows(voice.finish())
  }

  private mutating func rows(_ windows: [VoiceWindow]) -> Matrix {
    Matrix(below: windows.map { core(of: $0) }, columns: VoiceEncoder.width)
  }

  private mutating func core(of window: VoiceWindow) -> Matrix {
    let embeddings = encoder(window.logMel.view)
    let start = window.steps.lowerBound / VoiceEncoder.stepsPerEmbedding
    let coreEnd = Int((AnalysisWindow.coreEndSeconds / VoiceClock.momentSeconds).rounded())
    let range = rowCount - start..<(window.isLast ? embeddings.rows : coreEnd)
    rowCount = start + range.upperBound
    return embeddings.selecting(rows: Array(range), on: nil)
  }
}

import Numerics

/// Encodes a stream of sound in blocks and gives the states of some layers at the fusion's moments, one every 40 ms.
/// `StateBlocks` gives the states themselves.
public struct BlockEncoder {
  private var blocks: StateBlocks
  private var averages: MomentAverages

  /// Columns of a moment: the states of all layers side by side.
  public var columns: Int { blocks.columns }

  /// - Parameters:
  ///   - layers: numbers of hidden states, as in `SpeechEncoder`.
  ///   - levelsSpeech: as in `StateBlocks`.
  public init(
    encoder: any SpeechEncoder,
    layers: [Int],
    division: StateBlocks.Division,
    levelsSpeech: Bool = false
  ) {
    blocks = StateBlocks(encoder: encoder, layers: layers, division: division, levelsSpeech: levelsSpeech)
    averages = MomentAverages(firstStateSeconds: encoder.firstStateSeconds, columns: blocks.columns)
  }

  /// Encodes as analysis and training do: all layers, from pause to pause, at one level of speech.
  public init(analysisBy encoder: any SpeechEncoder) {
    self.init(encoder: encoder, layers: Array(0...encoder.layerCount), division: .atPauses, levelsSpeech: true)
  }

  /// Encodes a whole sound at 16 kHz as an analysis does, (moments, `columns`).
  public static func moments(of samples: [Float], by encoder: any SpeechEncoder) -> Matrix {
    var blocks = BlockEncoder(analysisBy: encoder)
    let count = VoiceClock.momentCount(steps: LogMel.stepCount(samples: samples.count))
    return Matrix(below: [blocks.append(samples), blocks.finish(momentCount: count)], columns: blocks.columns)
  }

  /// Appends samples at 16 kHz and returns the moments completed since, (moments, `columns`); no rows if there are none.
  public mutating func append(_ samples: [Float]) -> Matrix {
    averages.append(blocks.append(samples))
  }

  /// Ends the sound and returns the rest of its moments.
  ///
  /// - Parameter momentCount: the number of moments of the whole sound, ⌈steps / 4⌉ with 1 + ⌊samples / 160⌋ log-mel
  ///   steps.
  public mutating func finish(momentCount: Int) -> Matrix {
    let completed = averages.append(blocks.finish())
    return Matrix(below: [completed, averages.finish(momentCount: momentCount)], columns: columns)
  }
}

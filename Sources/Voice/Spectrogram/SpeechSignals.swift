import Numerics

/// What of a voice tells which mouth speaks it: the level of its bands, coarse in time and pitch.
public enum SpeechBands {
  /// Columns of the signal: the mel bands in groups of eight.
  public static let columns = 16

  /// (steps, 128) log-mel → one row for each moment of the voice encoder, (⌈steps / 4⌉, 16): the means over the moment's
  /// steps and eight bands each.
  public static func signal(_ logMel: MatrixView) -> Matrix {
    let perMoment = VoiceEncoder.stepsPerEmbedding
    let group = LogMel.bandCount / columns
    let signal = Matrix(rows: VoiceEncoder.embeddingCount(steps: logMel.rows), columns: columns)
    for moment in 0..<signal.rows {
      let steps = moment * perMoment..<min((moment + 1) * perMoment, logMel.rows)
      for column in 0..<columns {
        var sum: Float = 0
        for step in steps {
          let bands = logMel.pointer + step * logMel.stride + column * group
          for band in 0..<group { sum += bands[band] }
        }
        signal[moment, column] = sum / Float(steps.count * group)
      }
    }
    return signal
  }
}

/// What of a voice goes together with the movement of a mouth: how loud it is and how it rises.
public enum SpeechMovement {
  /// Columns of the signal.
  public static let columns = 2
  /// The bands of speech, about 240 to 3900 Hz.
  private static let bands = 12...95

  /// (steps, 128) log-mel → one row for each moment of the voice encoder, (⌈steps / 4⌉, 2): the mean log-power of the
  /// bands of speech, and the mean of its rise over 20 ms where it rises.
  public static func signal(_ logMel: MatrixView) -> Matrix {
    let perMoment = VoiceEncoder.stepsPerEmbedding
    let signal = Matrix(rows: VoiceEncoder.embeddingCount(steps: logMel.rows), columns: columns)
    for moment in 0..<signal.rows {
      let steps = moment * perMoment..<min((moment + 1) * perMoment, logMel.rows)
      var (level, rise) = (Float(0), Float(0))
      for step in steps {
        let row = logMel.pointer + step * logMel.stride
        let before = step < 2 ? row : row - 2 * logMel.stride
        for band in bands {
          level += row[band]
          rise += max(0, row[band] - before[band])
        }
      }
      let count = Float(steps.count * bands.count)
      signal[moment, 0] = level / count
      signal[moment, 1] = rise / count
    }
    return signal
  }
}

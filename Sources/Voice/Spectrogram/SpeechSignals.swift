import Numerics

/// Voice features for active speaker detection: band levels, coarse in time and frequency.
public enum SpeechBands {
  /// Columns of the signal: mel bands in groups of eight.
  public static let columns = 16

  /// Averages a log-mel spectrogram, (steps, 128), over each moment of the voice encoder and each group of eight bands:
  /// (⌈steps / 4⌉, 16).
  public static func signal(_ logMel: MatrixView) -> Matrix {
    let perMoment = VoiceClock.stepsPerMoment
    let group = LogMel.bandCount / columns
    let signal = Matrix(rows: VoiceClock.momentCount(steps: logMel.rows), columns: columns)
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

/// Voice features that move with the mouth: loudness and its rise.
public enum SpeechMovement {
  /// Columns of the signal.
  public static let columns = 2
  /// Speech bands, about 240 to 3900 Hz.
  private static let bands = 12...95

  /// Summarises a log-mel spectrogram, (steps, 128), for each moment of the voice encoder, (⌈steps / 4⌉, 2): the mean
  /// log-power of the speech bands, and their mean half-wave rectified rise over 20 ms.
  public static func signal(_ logMel: MatrixView) -> Matrix {
    let perMoment = VoiceClock.stepsPerMoment
    let signal = Matrix(rows: VoiceClock.momentCount(steps: logMel.rows), columns: columns)
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

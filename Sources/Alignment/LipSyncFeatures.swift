import Numerics

/// Features of a voice and a mouth over one stretch, at the voice's moments, as `ActiveSpeakerDetector` compares them.
struct LipSyncFeatures {
  /// Offsets of the moments stacked with each one, for voice and mouth.
  static let voiceContext = [-4, -2, 0, 2, 4]
  static let mouthContext = [-1, 0, 1]
  /// Maximum gap between two readings over which the mouth is interpolated, in seconds.
  private static let maxGap = 0.35
  /// How long the first and the last reading extend outwards, in seconds.
  private static let endSlack = 0.06
  /// A column with less deviation is flat.
  private static let flat = 1e-5

  /// Whether the face was seen shortly before and after each moment.
  private let usable: [Bool]
  let usableCount: Int
  /// (moments, 80): the standardised bands of five moments.
  let voice: Matrix
  /// (moments, 45): standardised shape, speed and absolute speed of three moments.
  let mouth: Matrix

  /// Nil if either signal is empty.
  init?(voice voiceSignal: TimedSignal, mouth mouthSignal: TimedSignal) {
    guard let first = mouthSignal.times.first, let last = mouthSignal.times.last, !voiceSignal.times.isEmpty else {
      return nil
    }
    var next = 0
    let usable = voiceSignal.times.map { time in
      while next < mouthSignal.times.count, mouthSignal.times[next] <= time { next += 1 }
      let gap = mouthSignal.times[min(next, mouthSignal.times.count - 1)] - mouthSignal.times[max(next - 1, 0)]
      return time >= first - Self.endSlack && time <= last + Self.endSlack && gap <= Self.maxGap
    }
    self.usable = usable
    let usableMoments = usable.indices.filter { usable[$0] }
    usableCount = usableMoments.count
    let rule = FlatnessRule.absolute(Self.flat)
    let movement = Self.movement(
      mouthSignal.interpolated(at: voiceSignal.times.map { min(max($0, first), last) }),
      mouthSignal.values.columns
    )
    voice = Self.inContext(voiceSignal.values.standardisedColumns(over: usableMoments, flat: rule), Self.voiceContext)
    mouth = Self.inContext(movement.standardisedColumns(over: usableMoments, flat: rule), Self.mouthContext)
  }

  /// Whether anything in the voice changes.
  var hasVoiceVariation: Bool { voice.values.contains { $0 != 0 } }

  /// Pearson's correlation of each voice column with the mouth column `lag` moments later; 0 if one is flat.
  func correlations(_ voice: Matrix, _ mouth: Matrix, lag: Int) -> [Double] {
    let moments = (max(0, -lag)..<max(max(0, -lag), usable.count - max(0, lag))).filter {
      usable[$0] && usable[$0 + lag]
    }
    return (0..<voice.columns).map { column in
      Correlation.pearson(count: moments.count, .products(flatDeviation: Self.flat)) {
        (Double(voice[moments[$0], column]), Double(mouth[moments[$0] + lag, column]))
      }
    }
  }

  /// Converts shapes at the moments, (moments, columns) in row-major order, to smoothed shape, its speed and its
  /// absolute speed.
  private static func movement(_ shape: [Double], _ columns: Int) -> Matrix {
    let count = shape.count / columns
    func row(_ index: Int) -> Int { columns * min(max(index, 0), count - 1) }
    var smooth = shape
    for moment in 0..<count {
      for column in 0..<columns {
        let neighbours = shape[row(moment - 1) + column] + shape[row(moment + 1) + column]
        smooth[row(moment) + column] = (neighbours + 2 * shape[row(moment) + column]) / 4
      }
    }
    let result = Matrix(rows: count, columns: 3 * columns)
    for moment in 0..<count {
      for column in 0..<columns {
        let speed = smooth[row(moment + 1) + column] - smooth[row(moment - 1) + column]
        result[moment, column] = Float(smooth[row(moment) + column])
        result[moment, columns + column] = Float(speed)
        result[moment, 2 * columns + column] = Float(abs(speed))
      }
    }
    return result
  }

  /// Stacks each row with its neighbours at these offsets, repeating the first and the last row beyond the ends.
  private static func inContext(_ values: Matrix, _ steps: [Int]) -> Matrix {
    let result = Matrix(rows: values.rows, columns: values.columns * steps.count)
    for row in 0..<values.rows {
      for (position, step) in steps.enumerated() {
        let neighbour = min(max(row + step, 0), values.rows - 1)
        for column in 0..<values.columns {
          result[row, position * values.columns + column] = values[neighbour, column]
        }
      }
    }
    return result
  }
}

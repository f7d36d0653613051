import Records
import Reporting

/// How long the stages of an analysis take, and decoding alone beside each of its repetitions.
struct StageTimes {
  private var repetitions: [(decodingSeconds: Double, stages: StageTiming)] = []

  /// Adds a repetition. The decoding was measured right before, so that both saw the machine equally busy.
  mutating func add(decodingSeconds: Double, stages: StageTiming) {
    repetitions.append((decodingSeconds, stages))
  }

  /// Returns the medians for a clip of this duration; none without repetitions.
  func stages(clipSeconds: Double) -> [BenchReport.Stage] {
    let stages: [(name: String, seconds: (StageTiming) -> Double)] = [
      ("decode", \.decodeSeconds), ("voice", \.voiceSeconds), ("face", \.faceSeconds), ("fusion", \.fusionSeconds),
      ("total", \.totalSeconds),
    ]
    guard clipSeconds > 0, let decoding = repetitions.map(\.decodingSeconds).median else { return [] }
    let alone = BenchReport.Stage(name: "decoding_alone", secondsPerSecond: decoding / clipSeconds, ratio: 1)
    return [alone]
      + stages.compactMap { name, seconds in
        guard let median = repetitions.map({ seconds($0.stages) }).median else { return nil }
        // The median of ratios, not the ratio of medians: another program may slow down some repetitions.
        let ratios = repetitions.map { seconds($0.stages) / $0.decodingSeconds }
        return BenchReport.Stage(name: name, secondsPerSecond: median / clipSeconds, ratio: ratios.median ?? 0)
      }
  }
}

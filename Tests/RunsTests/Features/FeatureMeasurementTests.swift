import Recognition
import Testing

@testable import Runs

@Suite struct FeatureMeasurementTests {
  @Test func kindDeterminesTheModality() throws {
    for kind in FeatureKind.allCases {
      let measurement = try FeatureMeasurement(kind, format: .csv, options: AnalysisOptions())
      #expect(measurement.options.modality == ([.mel, .voice, .encoder].contains(kind) ? .voice : .face))
    }
  }

  @Test func passesOnlyNonDefaultOptionsToWorkers() throws {
    var options = AnalysisOptions()
    #expect(try FeatureMeasurement(.aus, format: .csv, options: options).words == ["--kind=aus", "--format=csv"])
    (options.face, options.channel, options.startSeconds, options.durationSeconds) = (.all, .one(2), 0.1, 3)
    #expect(
      try FeatureMeasurement(.face, format: .jsonl, options: options).words == [
        "--kind=face", "--format=jsonl", "--face=all", "--channel=2", "--start=0.1", "--duration=3.0",
      ]
    )
  }

  @Test func rowsOfClipsAreNoMatrix() throws {
    let measurement = try FeatureMeasurement(.aus, format: .csv, per: .clip, options: AnalysisOptions())
    #expect(measurement.words == ["--kind=aus", "--format=csv", "--per=clip"])
    #expect(throws: UsageError("--per clip writes csv or jsonl, not npy")) {
      try FeatureMeasurement(.mel, format: .npy, per: .clip, options: AnalysisOptions())
    }
  }

  @Test func npyHoldsNumbersOfOneChannel() throws {
    var options = AnalysisOptions()
    for kind in FeatureKind.allCases {
      let isMatrix = [.mel, .voice, .embedding, .encoder].contains(kind)
      let measurement = try? FeatureMeasurement(kind, format: .npy, options: options)
      #expect((measurement != nil) == isMatrix)
    }
    options.channel = .each
    #expect(throws: UsageError("an npy file holds one channel; choose one with --channel")) {
      try FeatureMeasurement(.mel, format: .npy, options: options)
    }
  }
}

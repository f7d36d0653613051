import ArgumentParser

/// The speed of parts of the program, measured from inside. `Benchmarks/run.sh` compares it with peers.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emocli-bench",
    abstract: "Print the time that parts of the program take, on one thread.",
    subcommands: [
      LogMelSpeed.self, ReducedLogMelSpeed.self, ActivitySpeed.self, EncoderSpeed.self, SpeechEncoderSpeed.self,
      VoiceMeasureSpeed.self, ActiveSpeakerSpeed.self, WarpSpeed.self, WarpDistanceSpeed.self,
      TrainingSpeed.self,
    ]
  )
}

/// Uniform noise from −1 to 1, the same on every run.
func noise(_ count: Int) -> [Float] {
  var state: UInt64 = 1
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
  }
}

/// Seconds per run, after one run to warm up.
func measure(repeats: Int = 1, _ body: () throws -> Void) rethrows -> Double {
  try body()
  let start = ContinuousClock.now
  for _ in 0..<repeats { try body() }
  return (ContinuousClock.now - start) / .seconds(1) / Double(repeats)
}

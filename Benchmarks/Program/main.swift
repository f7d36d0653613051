import Foundation
import Numerics
import Recognition
import Voice

/// Measures parts of the program from inside and prints seconds; `Benchmarks/run.sh` compares them with peers.
///
/// usage: emocli-bench log-mel SECONDS | encoder SECONDS
let arguments = CommandLine.arguments
guard arguments.count == 3, let seconds = Int(arguments[2]), seconds > 0 else {
  FileHandle.standardError.write(Data("usage: emocli-bench log-mel|encoder SECONDS\n".utf8))
  exit(64)
}

/// Noise, the same on every run.
var state: UInt64 = 1
let samples = (0..<seconds * LogMel.sampleRate).map { _ in
  state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
  return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max) * 0.3
}

func measure(_ body: () throws -> Void) rethrows -> Double {
  try body()
  let start = ContinuousClock.now
  try body()
  return (ContinuousClock.now - start) / .seconds(1)
}

switch arguments[1] {
case "log-mel":
  print(measure { _ = LogMel.compute(samples) })
case "encoder":
  let encoder = try Models().voiceEncoder
  let logMel = LogMel.compute(samples)
  print(measure { _ = encoder(logMel.view) })
default:
  FileHandle.standardError.write(Data("unknown measurement \(arguments[1])\n".utf8))
  exit(64)
}

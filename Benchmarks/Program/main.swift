import Alignment
import Foundation
import Numerics
import Perception
import Voice

/// Measures parts of the program from inside; `Benchmarks/run.sh` compares them with peers. Prints seconds, but
/// milliseconds for warping and active speaker detection.
let usage = """
  usage: emocli-bench log-mel|reduced-log-mel|activity|encoder|speaking-face SECONDS
         emocli-bench speech CLIP...
         emocli-bench training-step WINDOWS
         emocli-bench unseen-speakers MANIFEST VOICES FUSIONS
         emocli-bench ablation MANIFEST VOICES CACHE OUT
         emocli-bench faces VIDEO
         emocli-bench voice-measures SOUND
         emocli-bench voice-summaries SOUND...
         emocli-bench smoothing TRACKS IMAGE...
         emocli-bench backlight CLIP...
         emocli-bench warp|warp-distance ROWS COLUMNS DIMENSIONS [BAND]

  """
let name = CommandLine.arguments.dropFirst().first ?? ""
if name == "smoothing", CommandLine.arguments.count > 3 {
  try compareSmoothing(tracks: CommandLine.arguments[2], images: Array(CommandLine.arguments.dropFirst(3)))
  exit(0)
}
if name == "speech", CommandLine.arguments.count > 2 {
  try printSpeech(clips: Array(CommandLine.arguments.dropFirst(2)))
  exit(0)
}
if name == "backlight", CommandLine.arguments.count > 2 {
  try printBacklight(clips: Array(CommandLine.arguments.dropFirst(2)))
  exit(0)
}
let numbers = CommandLine.arguments.dropFirst(2).compactMap { Int($0) }
let isWarp = name.hasPrefix("warp")
if name == "voice-measures", CommandLine.arguments.count == 3 {
  try printVoiceMeasureSpeed(sound: CommandLine.arguments[2])
  exit(0)
}
if name == "voice-summaries", CommandLine.arguments.count > 2 {
  try printVoiceSummaries(sounds: Array(CommandLine.arguments.dropFirst(2)))
  exit(0)
}
if name == "faces", CommandLine.arguments.count == 3 {
  try printFaceSpeed(video: CommandLine.arguments[2])
  exit(0)
}
if name == "unseen-speakers", CommandLine.arguments.count == 5 {
  try printUnseenSpeakers(
    manifest: CommandLine.arguments[2],
    voices: CommandLine.arguments[3],
    fusions: CommandLine.arguments[4]
  )
  exit(0)
}
if name == "ablation", CommandLine.arguments.count == 6 {
  let words = CommandLine.arguments
  try runAblation(manifest: words[2], voices: words[3], cache: words[4], out: words[5])
  exit(0)
}
if name == "training-step", numbers.count == 1, numbers[0] > 0 {
  try printTrainingSpeed(windows: numbers[0])
  exit(0)
}
guard
  numbers.count == CommandLine.arguments.count - 2, (isWarp ? 3...4 : 1...1).contains(numbers.count),
  numbers.allSatisfy({ $0 > 0 })
else {
  FileHandle.standardError.write(Data(usage.utf8))
  exit(64)
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

func samples() -> [Float] { noise(numbers[0] * LogMel.sampleRate).map { $0 * 0.3 } }

/// The streams to warp, and their band, |i − j| ≤ BAND if the lengths are equal.
func streams() -> (a: Matrix, b: Matrix, band: WarpBand?) {
  let (rows, columns, dimension) = (numbers[0], numbers[1], numbers[2])
  let values = noise((rows + columns) * dimension)
  return (
    Matrix(rows: rows, columns: dimension, values: values.prefix(rows * dimension)),
    Matrix(rows: columns, columns: dimension, values: values.suffix(columns * dimension)),
    numbers.count == 4 ? .sakoeChiba(rows: rows, columns: columns, radius: numbers[3]) : nil
  )
}

switch name {
case "log-mel":
  let samples = samples()
  print(measure { _ = LogMel.compute(samples) })
case "reduced-log-mel":
  let samples = samples()
  print(measure { _ = LogMel.compute(samples, reducesNoise: true) })
case "activity":
  print(try activitySeconds(samples()))
case "encoder":
  let encoder = try PerceptionNetworks().voiceEncoder
  let logMel = LogMel.compute(samples())
  print(measure { _ = encoder(logMel.view) })
case "warp":
  let (a, b, band) = streams()
  print(try measure(repeats: 20) { _ = try DynamicTimeWarping.path(a.view, b.view, band: band) } * 1e3)
case "warp-distance":
  let (a, b, band) = streams()
  print(try measure(repeats: 20) { _ = try DynamicTimeWarping.cost(a.view, b.view, band: band) } * 1e3)
case "speaking-face":
  let detector = try ActiveSpeakerDetector(
    weights: SafeTensors(path: "\(ModelFolder.find())/speaking-face.safetensors")
  )
  let (voiceCount, mouthCount) = (numbers[0] * 25, numbers[0] * 10)
  let stream = { (rate: Int, count: Int, columns: Int) in
    TimedSignal(
      times: (0..<count).map { Double($0) / Double(rate) },
      values: Matrix(rows: count, columns: columns, values: noise(count * columns))
    )
  }
  let voice = stream(25, voiceCount, ActiveSpeakerDetector.voiceColumns)
  let mouth = stream(10, mouthCount, ActiveSpeakerDetector.mouthColumns)
  print(measure(repeats: 20) { _ = detector.evidence(voice: voice, mouth: mouth) } * 1e3)
default:
  FileHandle.standardError.write(Data(usage.utf8))
  exit(64)
}

import Alignment
import ArgumentParser
import Numerics
import Perception

/// Two streams of noise to warp, and their band.
struct WarpOptions: ParsableArguments {
  @Argument(help: "Length of the first stream.") var rows: Int
  @Argument(help: "Length of the second stream.") var columns: Int
  @Argument(help: "Dimensions of both.") var dimensions: Int
  @Argument(help: "Half width of the band, |i − j| ≤ BAND if the lengths are equal; none: no band.") var band: Int?

  func validate() throws {
    if [rows, columns, dimensions, band ?? 1].contains(where: { $0 < 1 }) {
      throw ValidationError("all numbers must be 1 or more")
    }
  }

  var streams: (a: Matrix, b: Matrix, band: WarpBand?) {
    let values = noise((rows + columns) * dimensions)
    return (
      Matrix(rows: rows, columns: dimensions, values: values.prefix(rows * dimensions)),
      Matrix(rows: columns, columns: dimensions, values: values.suffix(columns * dimensions)),
      band.map { .sakoeChiba(rows: rows, columns: columns, radius: $0) }
    )
  }
}

struct WarpSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "warp",
    abstract: "Dynamic time warping with its path, in milliseconds."
  )
  @OptionGroup var options: WarpOptions

  func run() throws {
    let (a, b, band) = options.streams
    print(try measure(repeats: 20) { _ = try DynamicTimeWarping.path(a.view, b.view, band: band) } * 1e3)
  }
}

struct WarpDistanceSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "warp-distance",
    abstract: "Dynamic time warping without its path, in milliseconds."
  )
  @OptionGroup var options: WarpOptions

  func run() throws {
    let (a, b, band) = options.streams
    print(try measure(repeats: 20) { _ = try DynamicTimeWarping.cost(a.view, b.view, band: band) } * 1e3)
  }
}

struct ActiveSpeakerSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "active-speaker",
    abstract: "Active speaker detection for one mouth, in milliseconds."
  )
  @Argument(help: "Seconds of both streams.") var seconds: Int

  func run() throws {
    let detector = try ActiveSpeakerDetector(
      weights: SafeTensors(path: "\(ModelFolder.find())/speaking-face.safetensors")
    )
    let stream = { (rate: Int, columns: Int) in
      TimedSignal(
        times: (0..<rate * seconds).map { Double($0) / Double(rate) },
        values: Matrix(rows: rate * seconds, columns: columns, values: noise(rate * seconds * columns))
      )
    }
    let voice = stream(25, ActiveSpeakerDetector.voiceColumns)
    let mouth = stream(10, ActiveSpeakerDetector.mouthColumns)
    print(measure(repeats: 20) { _ = detector.evidence(voice: voice, mouth: mouth) } * 1e3)
  }
}

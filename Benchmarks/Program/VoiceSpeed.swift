import ArgumentParser
import Media
import Numerics
import Perception
import System
import Voice

/// A length of noise to measure on.
struct NoiseLength: ParsableArguments {
  @Argument(help: "Seconds of noise.") var seconds: Int

  func validate() throws {
    if seconds < 1 { throw ValidationError("SECONDS must be 1 or more") }
  }

  var samples: [Float] { noise(seconds * LogMel.sampleRate).map { $0 * 0.3 } }
}

struct LogMelSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "log-mel", abstract: "The log-mel spectrogram.")
  @OptionGroup var length: NoiseLength

  func run() {
    let samples = length.samples
    print(measure { _ = LogMel.compute(samples) })
  }
}

struct ReducedLogMelSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reduced-log-mel",
    abstract: "The log-mel spectrogram with noise reduction."
  )
  @OptionGroup var length: NoiseLength

  func run() {
    let samples = length.samples
    print(measure { _ = LogMel.compute(samples, reducesNoise: true) })
  }
}

struct ActivitySpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activity",
    abstract: "The speech detector, from log-mel steps."
  )
  @OptionGroup var length: NoiseLength

  func run() throws {
    let detector = try SpeechDetector(weights: SafeTensors(path: "\(ModelFolder.find())/speech-activity.safetensors"))
    let logMel = LogMel.compute(length.samples)
    print(
      measure {
        var activity = SpeechActivity(detector: detector)
        for step in 0..<logMel.rows { activity.append(UnsafeBufferPointer(logMel.row(step))) }
        _ = activity.track
      }
    )
  }
}

struct EncoderSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoder",
    abstract: "The voice encoder, in blocks."
  )
  @OptionGroup var length: NoiseLength

  func run() throws {
    let encoder = try PerceptionNetworks().voice.encoder
    let samples = length.samples
    print(measure { _ = BlockEncoder.moments(of: samples, by: encoder) })
  }
}

struct VoiceMeasureSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "voice-measures",
    abstract: "All voice measures of a sound file, without decoding."
  )
  @Argument(help: "A sound file.") var sound: ClipPath

  func run() throws {
    let reader = try ClipReader(path: sound, options: ReadingOptions())
    var samples: [Float] = []
    while let event = try reader.next() {
      if case .sound(let block) = event { samples += block.channels[0] }
    }
    print(
      measure {
        let measures = VoiceMeasures()
        measures.append(samples) { _ in }
        _ = measures.finish { _ in }
      }
    )
  }
}

extension ClipPath: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

import ArgumentParser
import Media
import Recognition
import Reporting
import Voice

/// What `features` measures and of which part of the clips. Parsed by the command and, from the same words, by its
/// workers.
struct FeatureOptions: ParsableArguments {
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    /// The log-mel spectrogram that the voice encoder hears.
    case mel
  }

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case csv, jsonl, npy

    /// Nil for npy, which is no table.
    var table: FeatureTableWriter.Format? {
      FeatureTableWriter.Format(rawValue: rawValue)
    }
  }

  @Option(help: ArgumentHelp("What to write: mel, a log-mel frame every 10 ms.", valueName: "mel"))
  var kind: Kind

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("How it is written; npy: float32 (frames, 128), of one clip.", valueName: "csv|jsonl|npy")
  )
  var format = Format.csv

  @OptionGroup var part: PartOptions

  func validate() throws {
    if format == .npy, part.channel == .each { throw ValidationError("an npy file takes one channel; see --channel") }
  }

  var analysis: AnalysisOptions {
    var options = AnalysisOptions()
    options.channel = part.channel
    options.startSeconds = part.start
    options.durationSeconds = part.duration
    return options
  }

  var columns: [FeatureColumn] {
    let channel: [FeatureColumn] = part.channel == .each ? [.number("channel", decimals: 0)] : []
    let bands = (0..<LogMel.bandCount).map { FeatureColumn.number("mel_\($0)") }
    return channel + [.number("timestamp", decimals: 3)] + bands
  }

  /// A row's values in the order of the columns.
  func row(channel: Int?, seconds: Double, values: UnsafeBufferPointer<Float>) -> [Double] {
    (part.channel == .each ? [Double(channel ?? 0)] : []) + [seconds] + values.map(Double.init)
  }

  /// The words that make a worker's options equal to these.
  var words: [String] {
    ["--kind", kind.rawValue, "--format", format.rawValue] + part.words
  }
}

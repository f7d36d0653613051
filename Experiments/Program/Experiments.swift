import ArgumentParser

/// Comparisons of variants, and measurements that need the program's insides. None of it is needed to run or to test.
@main
struct Experiments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emocli-experiments",
    abstract: "Compare variants of the program's parts, and print what its records do not show.",
    subcommands: [
      AblationCommand.self, UnseenSpeakersCommand.self, SmoothingCommand.self, BacklightCommand.self,
      SpeechCommand.self, VoiceSummariesCommand.self,
    ]
  )
}

struct AblationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ablation",
    abstract: "Train the fusion without each of its parts and write out-of-fold records."
  )
  @Argument(help: "Labelled clips with the fold of every speaker.") var manifest: String
  @Argument(help: "Folder for the clips' features, as --cache of 'emocli train'.") var cache: String
  @Argument(help: "Folder for OUT/VARIANT.jsonl.") var out: String

  func run() throws { try runAblation(manifest: manifest, cache: cache, out: out) }
}

struct UnseenSpeakersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unseen-speakers",
    abstract: "Accuracy on unseen speakers: by size of the personal baseline, and in backlight."
  )
  @Argument(help: "Labelled clips with the fold of every speaker.") var manifest: String
  @Argument(help: "DIR/K has the fusion model trained without fold K.") var fusions: String

  func run() throws { try printUnseenSpeakers(manifest: manifest, fusions: fusions) }
}

struct SmoothingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "smoothing",
    abstract: "Compare the landmark smoother with the 1€ filter."
  )
  @Argument(help: "Folder of tracks: 136 numbers a row, 68 landmarks in 25 frames a second.") var tracks: String
  @Argument(help: "Images with one face each.") var images: [String]

  func run() throws { try compareSmoothing(tracks: tracks, images: images) }
}

struct BacklightCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backlight",
    abstract: "Count the action unit events that survive backlight and flicker."
  )
  @Argument(help: "Videos.") var clips: [String]

  func run() throws { try printBacklight(clips: clips) }
}

struct SpeechCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speech",
    abstract: "Print each clip's signal-to-noise ratio, and 1 or 0 for speech every 10 ms."
  )
  @Argument(help: "Clips.") var clips: [String]

  func run() throws { try printSpeech(clips: clips) }
}

struct VoiceSummariesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "voice-summaries",
    abstract: "Print jitter, shimmer and HNR of whole sounds as CSV."
  )
  @Argument(help: "Sounds.") var sounds: [String]

  func run() throws { try printVoiceSummaries(sounds: sounds) }
}

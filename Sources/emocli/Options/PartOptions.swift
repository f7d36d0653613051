import ArgumentParser
import Media

/// Which part and which sound of a clip is read: the same for every command that reads clips.
struct PartOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which audio channel speaks; each: all of them, each on its own.",
      valueName: "mix|N|each"
    )
  )
  var channel = ChannelChoice.mix

  @Option(help: ArgumentHelp("Where the part to analyse begins, in seconds.", valueName: "S"))
  var start = 0.0

  @Option(help: ArgumentHelp("How long the part to analyse is, in seconds.", valueName: "S"))
  var duration: Double?

  func validate() throws {
    guard start >= 0, start.isFinite else { throw ValidationError("--start takes 0 or more seconds") }
    if let duration, !(duration > 0 && duration.isFinite) {
      throw ValidationError("--duration takes more than 0 seconds")
    }
  }

  /// The words that make a worker's options equal to these.
  var words: [String] {
    let words = ["--channel", channel.defaultValueDescription, "--start", "\(start)"]
    return words + (duration.map { ["--duration", "\($0)"] } ?? [])
  }
}

extension ChannelChoice: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "mix": self = .mix
    case "each": self = .each
    default:
      guard let number = Int(argument), number >= 1 else { return nil }
      self = .one(number)
    }
  }

  public var defaultValueDescription: String {
    switch self {
    case .mix: "mix"
    case .each: "each"
    case .one(let number): "\(number)"
    }
  }
}

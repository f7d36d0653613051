import ArgumentParser
import Runs
import System

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: CommandHelp.bench.abstract,
    discussion: CommandHelp.bench.discussion
  )

  @Argument(help: ArgumentHelp("Clips to measure with; default: a synthetic one.", valueName: "clip"))
  var clips: [ClipPath] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Output format; auto: a table on a terminal, else JSON.", valueName: "auto|table|json")
  )
  var format = BenchRequest.Format.auto

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Number of analyses that count, besides one to warm up; default: 5.", valueName: "N"),
    transform: { try wholeNumber($0, in: 1...1000) }
  )
  var repeats: Int?

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func run() throws {
    var request = BenchRequest(clips)
    request.format = format
    if let repeats { request.repeats = repeats }
    request.messages = messages.messages
    try Emocli.end(request.run)
  }
}

extension BenchRequest.Format: ExpressibleByArgument {}

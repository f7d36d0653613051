import ArgumentParser
import Perception
import Runs
import System

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: CommandHelp.models.abstract,
    discussion: CommandHelp.models.discussion,
    subcommands: [List.self, Info.self, Verify.self],
    defaultSubcommand: List.self
  )

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: CommandHelp.modelsList.abstract,
      discussion: CommandHelp.modelsList.discussion
    )

    func run() throws {
      let catalogue = try ModelsCommand.catalogue()
      print("in \(catalogue.folder)")
      for entry in catalogue.entries {
        print("\(entry.fileName): \(entry.identity), \(entry.parameterCount) parameters, \(entry.bytes) bytes")
      }
    }
  }

  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: CommandHelp.modelsInfo.abstract,
      discussion: CommandHelp.modelsInfo.discussion
    )

    @Argument(
      help: ArgumentHelp(
        "Describe a pre-trained voice encoder for --voice-encoder instead: its Hugging Face directory.",
        valueName: "dir"
      ),
      completion: .directory
    )
    var encoder: ClipPath?

    func run() throws {
      if let encoder { return try ModelsCommand.describe(encoder) }
      let catalogue = try ModelsCommand.catalogue()
      for entry in catalogue.entries {
        print("\(entry.fileName)\n  \(entry.identity)\n  sha256 \(entry.checksum)")
        for key in ["training", "licence", "recipe"] {
          print("  \(key): \(entry.metadata[key] ?? "see the model card")")
        }
      }
      if let card = catalogue.card {
        let lines = card.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("<!--") }
        print("\n" + lines.joined(separator: "\n"), terminator: "")
      }
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: CommandHelp.modelsVerify.abstract,
      discussion: CommandHelp.modelsVerify.discussion
    )

    func run() throws {
      let catalogue = try ModelsCommand.catalogue()
      for entry in catalogue.entries {
        let verdict =
          entry.isIntact
          ? "ok" : entry.expectedChecksum == nil ? "not listed in SHA256SUMS" : "differs from what was shipped"
        print("\(entry.fileName): \(verdict)")
      }
      try Emocli.end { catalogue.entries.allSatisfy(\.isIntact) ? .success : .someFailed }
    }
  }

  fileprivate static func describe(_ directory: ClipPath) throws {
    try Emocli.end {
      let encoder = try ExitStatus.unlessStarted(Messages.errorLogger) { try EncoderDescription(directory) }
      print(encoder.text, terminator: "")
      return .success
    }
  }

  fileprivate static func catalogue() throws -> ModelCatalogue {
    var catalogue: ModelCatalogue?
    try Emocli.end {
      catalogue = try ExitStatus.unlessStarted(Messages.errorLogger) { try ModelCatalogue() }
      return .success
    }
    return catalogue!
  }
}

extension ModelCatalogue.Entry {
  var identity: String {
    "\(metadata["name"] ?? "unnamed") \(metadata["version"] ?? "")"
  }
}

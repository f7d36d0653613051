import ArgumentParser
import Records
import Runs

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: CommandHelp.schema.abstract,
    discussion: CommandHelp.schema.discussion
  )

  func run() {
    print(RecordSchema.document.serialized(pretty: true))
  }
}

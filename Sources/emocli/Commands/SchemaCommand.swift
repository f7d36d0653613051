import ArgumentParser
import Records

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of the record."
  )

  func run() {
    print(RecordSchema.document.serialized(pretty: true))
  }
}

import ArgumentParser
import Reporting
import System

/// How and where `analyze` writes records.
struct RecordOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Output format; auto: by the ending of --output (.csv, .json, .jsonl), a table on a terminal, else JSON Lines.",
      valueName: "auto|table|json|jsonl|csv"
    )
  )
  var format = RecordFormatChoice.auto

  @Option(
    help: ArgumentHelp("Write only these keys, in this order; dots join nested keys.", valueName: "a,b.c"),
    transform: { try FieldSelection(parsing: $0) }
  )
  var fields: FieldSelection?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the records to FILE, replacing an older one unless --resume is given.", valueName: "FILE")
  )
  var output: ClipPath?

  @Flag(
    help: ArgumentHelp(
      "Continue FILE (JSON Lines or CSV): skip unchanged clips that it records as ok."
    )
  )
  var resume = false

  func validate() throws {
    guard resume else { return }
    if output == nil { throw ValidationError("--resume needs --output") }
    if !recordFormat.isAppendable { throw ValidationError("--resume continues jsonl or csv only") }
    if fields != nil { throw ValidationError("--resume needs whole records, not --fields") }
  }

  /// The format that `auto` stands for.
  var recordFormat: RecordFormat {
    format.resolved(output: output, isTerminal: Terminal.isStandardOutput)
  }
}

extension RecordFormatChoice: ExpressibleByArgument {}

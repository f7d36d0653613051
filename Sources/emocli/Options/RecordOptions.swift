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

  @Option(help: ArgumentHelp("Write only these keys, in this order; dots join nested keys.", valueName: "a,b.c"))
  var fields: String?

  @Option(
    help: ArgumentHelp(
      "What a row of JSON Lines or CSV describes: a clip, or one segment of a clip's timeline.",
      valueName: "clips|segments"
    ),
    completion: .list(RecordRows.allCases.map(\.rawValue))
  )
  var rows = RecordRows.clips

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

  @Option(
    help: ArgumentHelp(
      "Also write the seconds and shares of each emotion per clip, speaker and channel, judged in steps of 1 s; JSON if "
        + "FILE ends in .json.",
      valueName: "FILE"
    ),
    completion: .file(extensions: ["csv", "json"])
  )
  var summary: ClipPath?

  func validate() throws {
    if let fields, case .failure(let error) = selection {
      throw ValidationError("The value '\(fields)' is invalid for '--fields <a,b.c>': \(error)")
    }
    if rows == .segments {
      if resume { throw ValidationError("--resume needs whole records, not --rows segments") }
      if !recordFormat.isAppendable { throw ValidationError("--rows segments writes jsonl or csv only") }
    }
    guard resume else { return }
    if output == nil { throw ValidationError("--resume needs --output") }
    if !recordFormat.isAppendable { throw ValidationError("--resume continues jsonl or csv only") }
    if fields != nil { throw ValidationError("--resume needs whole records, not --fields") }
  }

  /// The format that `auto` stands for. Rows of segments are no table, even on a terminal.
  var recordFormat: RecordFormat {
    format.resolved(output: output, isTerminal: rows == .clips && Terminal.isStandardOutput)
  }

  /// The keys of `--fields`; nil for all.
  private var selection: Result<FieldSelection?, FieldSelectionError> {
    Result { () throws(FieldSelectionError) in
      guard let fields else { return nil }
      return try FieldSelection(parsing: fields, of: rows)
    }
  }

  /// The keys to write, or nil for all. Valid options have no others.
  var selectedFields: FieldSelection? { try? selection.get() }
}

extension RecordRows: ExpressibleByArgument {}

extension RecordFormatChoice: ExpressibleByArgument {}

import System
import Testing

@testable import Recognition

/// The option table, and that it is complete.
@Suite("Option table")
struct OptionTableTests {
  /// Non-default values of every option, and how a record shows the last one; nil if it does not.
  private static let samples: [String: (values: [String], recorded: String?)] = [
    "channel": (["each", "2"], "2"), "channel-names": (["a", "customer, the agent"], "customer,the agent"),
    "segments": (["-a=b.srt", RawArguments.escaped([0x61, 0xff])], "a\u{fffd}"),
    "modality": (["both", "voice", "face"], "face"),
    "face": (["largest", "all", "full-frame"], "full-frame"),
    "face-csv": (["a.csv", RawArguments.escaped([0x2d, 0xe9, 0x3d])], "-\u{fffd}="),
    "labels": (["sad,calm", "sad,happy"], "happy,sad"),
    "min-confidence": (["1", "1e-3", "0.30000000000000004"], "0.30000000000000004"),
    "timeline": (["utterance", "0.1", "2.0", "1:00"], "60"), "start": (["0.1", "2", "1:30", "1:02:03.5"], "3723.5"),
    "duration": (["0.3", "10"], "10"), "speaker-by": (["directory", "regex:^(a=b|\\w+)/"], "regex:^(a=b|\\w+)/"),
    "baseline": (["-b=c.json", RawArguments.escaped([0xff, 0x62])], "\u{fffd}b"), "timeout": (["0.5", "2:00"], nil),
    "model": (["m.safetensors", RawArguments.escaped([0x2d, 0xff])], nil),
    "voice-encoder": (["whisper", RawArguments.escaped([0x2d, 0xff])], nil),
  ]

  /// Parses a value with the row's own type.
  private func read<Row: AnalysisOption>(_ row: Row, _ argument: String, _ options: inout AnalysisOptions) throws {
    row.set(try Row.Value.parsing(argument, within: row.limits), in: &options)
  }

  @Test("Every property has one row, and every row its own name")
  func complete() {
    /// The names of all properties; a group is replaced by its members.
    func names(_ value: Any) -> [String] {
      Mirror(reflecting: value).children.flatMap { child -> [String] in
        let mirror = Mirror(reflecting: child.value)
        let isGroup = mirror.displayStyle == .struct && !(child.value is any OptionValue)
        return isGroup ? names(child.value) : [child.label ?? ""]
      }
    }
    #expect(names(AnalysisOptions()).count == AnalysisOptions.table.count)
    #expect(Set(AnalysisOptions.table.map(\.property)).count == AnalysisOptions.table.count)
    #expect(Set(AnalysisOptions.table.map(\.name)) == Set(Self.samples.keys))
    #expect(AnalysisOptions.table.allSatisfy { !$0.help.isEmpty && !$0.valueName.isEmpty })
  }

  @Test("A worker parses its argument to exactly the same value, and a record shows it")
  func workers() throws {
    for row in AnalysisOptions.table {
      let sample = try #require(Self.samples[row.name])
      for value in sample.values {
        var options = AnalysisOptions()
        try read(row, value, &options)
        #expect(options != AnalysisOptions())
        let argument = row.word(for: options)
        let word = try #require(argument)
        #expect(word.hasPrefix("\(row.flag)="))
        var worker = AnalysisOptions()
        try read(row, String(word.dropFirst(row.flag.count + 1)), &worker)
        #expect(worker == options, "\(word)")
        #expect(AnalysisOptions.table.compactMap { $0.word(for: options) } == [word])
        if value == sample.values.last { #expect(options.summary == sample.recorded.map { "\(row.flag) \($0)" }) }
      }
    }
  }

  @Test("Defaults need no argument")
  func defaults() {
    #expect(AnalysisOptions.table.allSatisfy { $0.word(for: AnalysisOptions()) == nil })
    for row in AnalysisOptions.table where row.showsDefault {
      let isShown = hasValue(row)
      #expect(isShown, "\(row.name)")
    }
  }

  private func hasValue(_ row: some AnalysisOption) -> Bool { row.value(in: AnalysisOptions()) != nil }

  @Test("Values that cannot be parsed are refused")
  func refused() {
    let wrong = [
      "channel": ["0", "left", ""], "modality": ["smell"], "face": ["none"],
      "labels": ["", "joy", "happy,", "happy", "sad,sad"],
      "min-confidence": ["much"], "timeline": ["", "0.05", "sentence"],
      "start": ["x", "1:", ":1", "1:60", "1:60:00", "1:-2", "1:1e1", "1:2:3:4", "1:٣"], "duration": [""],
      "speaker-by": ["name", "regex:", "regex:("], "timeout": ["soon"], "channel-names": ["", "a,", "a,b,a", "a, "],
    ]
    for row in AnalysisOptions.table {
      for value in wrong[row.name] ?? [] {
        var options = AnalysisOptions()
        let refusal = #expect(throws: OptionRefusal.self, "\(row.name) \(value)") { try read(row, value, &options) }
        // The parser lists the values of the others.
        #expect(refusal?.description.isEmpty == ["modality", "face"].contains(row.name))
      }
    }
  }

  @Test("A refusal says what is valid")
  func limits() throws {
    let share = "it takes 0 to 1, such as 0.5 for 50 %"
    let wrong = [
      ("start", "-1", "it takes 0 or more seconds, or [H:]M:S"),
      ("start", "inf", "it takes 0 or more seconds, or [H:]M:S"),
      ("start", "1:75", "it takes seconds or [H:]M:S, such as 90, 1:30 or 1:02:03.5"),
      ("duration", "0", "it takes more than 0 seconds, or [H:]M:S"),
      ("duration", "nan", "it takes more than 0 seconds, or [H:]M:S"),
      ("min-confidence", "1.5", share), ("min-confidence", "50%", share),
      ("timeout", "0", "it takes more than 0 seconds, or [H:]M:S"),
      ("face-csv", "", "it takes a file"), ("baseline", "", "it takes a file"),
      ("segments", "", "it takes a file or a folder"),
      ("channel", "0", "it takes mix, each or the number of a channel, counted from 1"),
      ("labels", "happy", "it takes at least two labels, separated by commas"),
      ("labels", "sad,sad", "sad is there twice"),
      ("labels", "happy,fear", #""fear" is not a label; did you mean fearful?"#),
      (
        "labels", "quux",
        #""quux" is not a label; there are neutral, calm, happy, sad, angry, fearful, disgust, surprised"#
      ),
    ]
    for (name, value, message) in wrong {
      let row = try #require(AnalysisOptions.table.first { $0.name == name })
      var options = AnalysisOptions()
      let refusal = #expect(throws: OptionRefusal.self) { try read(row, value, &options) }
      #expect(refusal?.description == message)
    }
  }

  @Test("Options are found by their property")
  func found() {
    #expect(AnalysisOptions.flag(\.faceTable) == "--face-csv")
    #expect(AnalysisOptions.partTable.map(\.name) == ["channel", "start", "duration"])
  }
}

import TestSupport
import Testing

@Suite("Wrong usage")
struct UsageTests {
  @Test(
    "Ends with status 64 and a usage message",
    arguments: [
      "analyze", "features --kind mel", "analyse CLIP", "analyze --no-such-option CLIP", "analyze --fields CLIP",
      "analyze --fields confidense CLIP", "analyze --fields path,,emotion CLIP", "analyze --labels joy CLIP",
      "analyze --labels happy, CLIP", "analyze --labels happy CLIP", "analyze --labels sad,sad CLIP",
      "analyze --min-confidence 1.5 CLIP", "analyze --min-confidence nan CLIP",
      "analyze --timeline 0.05 CLIP", "analyze --timeline inf CLIP", "analyze --timeline sentence CLIP",
      "analyze --timeline utterances CLIP", "analyze --timeline= CLIP", "analyze --start=-1 CLIP",
      "analyze --duration 0 CLIP", "analyze --timeout 0 CLIP", "analyze --channel 0 CLIP",
      "analyze --channel left CLIP",
      "analyze -j 0 CLIP", "analyze -j many CLIP", "analyze --format xml CLIP", "analyze -q -v CLIP",
      "analyze --face-csv CLIP", "analyze --face-csv F CLIP CLIP", "analyze --face-csv F -",
      "analyze --face-csv F FOLDER", "analyze --face-csv F --face largest CLIP", "analyze --face-csv= CLIP",
      "analyze --face-csv F --face speaker CLIP", "analyze --face-csv F --modality voice CLIP",
      "analyze --speaker-by CLIP", "analyze --speaker-by name CLIP", "analyze --speaker-by regex: CLIP",
      "analyze --speaker-by regex:( CLIP", "analyze --speaker-by directory --channel each CLIP",
      "analyze --baseline B CLIP", "analyze --speaker-by directory --baseline= CLIP",
      "analyze --speaker-by directory --baseline CLIP CLIP", "evaluate --manifest M --speaker-by directory",
      "analyze --modality smell CLIP", "features CLIP", "features --kind smell CLIP",
      "features --kind mel --format npy CLIP CLIP", "features --kind mel --format npy -",
      "features --kind voice --format npy CLIP CLIP",
      "features --kind mel --format npy FOLDER", "features --kind mel --format npy --channel each CLIP", "models burn",
      "evaluate", "evaluate CLIP", "evaluate --manifest=", "evaluate --manifest M --records=",
      "evaluate --manifest M --format csv", "evaluate --manifest M -j 0", "evaluate --manifest M -q -v",
      "evaluate --manifest M -0", "evaluate --manifest CLIP --records CLIP",
      "train", "train --manifest M", "train --output O", "train --manifest= --output O", "train --manifest M --output=",
      "train --manifest M --output O --folds 1", "train --manifest M --output O --folds=",
      "train --manifest M --output O --encoders D", "train --manifest M --output O --folds 4 --encoders D",
      "train --manifest M --output O --records R", "train --manifest M --output O --personal-baseline",
      "train --manifest M --output O --epochs 0", "train --manifest M --output O --seed=-1",
      "train --manifest M --output O -j 0", "train --manifest M --output O -q -v", "train --manifest M --output O CLIP",
      "train --manifest M --output O --report O", "train --manifest CLIP --output CLIP",
      "train --manifest M --output O --identity name", "train --manifest M --output O --log CLIP --report CLIP",
    ]
  )
  func refused(words: String) throws {
    let arguments = words.split(separator: " ").map { word in
      switch word {
      case "CLIP": Argument(Repository.fixture("speech.wav"))
      case "FOLDER": Argument("\(Repository.root)/Fixtures")
      default: Argument(String(word))
      }
    }
    let result = try Program.run(arguments)
    #expect(result.status == 64 && result.output.isEmpty && result.error.contains("Usage:"), "\(words)")
  }

  @Test(
    "One line says what is valid",
    arguments: [
      ("analyze --start -5 CLIP", "'-5' is invalid for '--start <T>': it takes 0 or more seconds, or [H:]M:S"),
      ("features --kind mel --duration -1 CLIP", "it takes more than 0 seconds, or [H:]M:S"),
      ("analyze --channel 0 CLIP", "it takes mix, each or the number of a channel, counted from 1"),
      ("analyze --channel x CLIP", "it takes mix, each or the number of a channel, counted from 1"),
      ("analyze --shard 9/8 CLIP", "it takes two whole numbers, 1 ≤ I ≤ N, such as 2/4"),
      ("analyze --shard 0/4 CLIP", "it takes two whole numbers, 1 ≤ I ≤ N, such as 2/4"),
      ("analyze --min-confidence 50% CLIP", "it takes 0 to 1, such as 0.5 for 50 %"),
      ("analyze --min-confidence 50 CLIP", "it takes 0 to 1, such as 0.5 for 50 %"),
      ("analyze --timeline 0 CLIP", "it takes 0.1 or more seconds (or M:S), or the word utterance"),
      ("analyze --jobs 0 CLIP", "it takes a whole number, 1 to 1024"),
      ("analyze -j -2 CLIP", "it takes a whole number, 1 to 1024"),
      ("analyze --labels joy,sad CLIP", #""joy" is not a label; did you mean happy?"#),
      ("analyze --format xml CLIP", "Please provide one of 'auto', 'table', 'json', 'jsonl' or 'csv'"),
      ("analyze --face biggest CLIP", "Please provide one of 'speaker', 'largest', 'all' or 'full-frame'"),
      ("analyze --timline 1 CLIP", "Unknown option '--timline'. Did you mean '--timeline'?"),
      ("analyse CLIP", "'analyse' is neither a command nor a file. Did you mean 'analyze'?"),
      ("models inof", "models has no command 'inof'. Did you mean 'info'?"),
      ("--timeline 1 CLIP", "there is no command before --timeline; options follow it"),
      ("train --manifest M --output O --folds 1", "it takes a number of folds, 2 or more, or the name of a column"),
      ("train --manifest M --output O --epochs 0", "it takes a whole number, 1 to 100000"),
      ("train --manifest M --output O --seed -1", "it takes a whole number, 0 or more"),
    ]
  )
  func explained(words: String, message: String) throws {
    let clip = Repository.fixture("speech.wav")
    let result = try Program.run(words.split(separator: " ").map { Argument($0 == "CLIP" ? clip : String($0)) })
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.error.split(separator: "\n").first?.contains(message) == true, "\(result.error)")
  }

  @Test("A clip or directory in place of a command is analysed")
  func implied() throws {
    let folder = try WorkFolder()
    try folder.copy(Repository.fixture("speech.opus"), as: "clips/a.opus")
    for input in ["clips/a.opus", "clips"] {
      let result = try Program.run(.words("\(input) -q --fields path"), directory: folder.path)
      #expect(result.status == 0 && result.text == "{\"path\":\"clips/a.opus\"}\n")
    }
    let missing = try Program.run("gone.mp4", "-q")
    #expect(try missing.records().map(\.outcome) == ["not_found"])
    #expect(try Program.run([]).text.contains("USAGE: emocli <subcommand>"))
  }

  @Test("An address in place of a path is refused with a remedy")
  func addresses() throws {
    let advice = "only local files are read; download it first"
    for address in ["https://example.org/a.mp4", "rtsp://camera/1", "s3://bucket/a.mp4"] {
      let record = try Program.run("analyze", Argument(address)).records()[0]
      #expect(record.outcome == "not_found" && record["error"]?["message"]?.text == advice)
    }
    let clip = Argument(Repository.fixture("speech.wav"))
    let table = try Program.run("analyze", "--face-csv", "http://x.org/f.csv", clip).records()[0]
    #expect(table["error"]?["message"]?.text == "--face-csv http://x.org/f.csv: \(advice)")
    let output = try Program.run("analyze", "-o", "s3://bucket/r.jsonl", clip)
    #expect(
      output.status == 2 && output.error.contains("cannot write s3://bucket/r.jsonl: only local files are written")
    )
    let manifest = try Program.run("evaluate", "--manifest", "https://x.org/M.csv")
    #expect(manifest.status == 2 && manifest.error == "emocli: error: https://x.org/M.csv: \(advice)\n")
  }

  @Test("Times are seconds, M:S or H:M:S, and recorded in seconds")
  func times() throws {
    let clip = Argument(Repository.fixture("speech.wav"))
    let words = "-q --start 0:01 --duration 0:0:1.5 --timeout 1:00 --fields options"
    let result = try Program.run(["analyze"] + .words(words) + [clip])
    #expect(result.text == "{\"options\":\"--start 1 --duration 1.5\"}\n")
    let rows = try Program.run(["features"] + .words("--kind mel --start 0:01 --duration 0:00.5") + [clip])
    #expect(rows.lines.count == 52 && rows.lines[1].hasPrefix("1,") && rows.lines[51].hasPrefix("1.5,"))
  }
}

import Face
import System
import Testing

@testable import Recognition

@Suite("Analysis options")
struct AnalysisOptionsTests {
  @Test("Default options are left out of the summary")
  func plain() {
    var options = AnalysisOptions()
    #expect(options.summary == nil)
    options.timeLimit.fixedSeconds = 3
    #expect(options.summary == nil, "a time limit changes no record")
  }

  @Test("Options that change a record appear as typed")
  func changed() {
    let table: [(String, (inout AnalysisOptions) -> Void)] = [
      ("--channel 2", { $0.channel = .one(2) }), ("--channel each", { $0.channel = .each }),
      ("--modality voice", { $0.modality = .voice }), ("--face full-frame", { $0.face = .fullFrame }),
      ("--face-csv face.csv", { $0.faceTable = FaceTableReference(path: ClipPath("face.csv")) }),
      ("--labels calm,sad", { $0.labels = [.sad, .calm] }),
      ("--min-confidence 0.5", { $0.minConfidence = 0.5 }), ("--timeline 2", { $0.timeline = .every(seconds: 2) }),
      ("--start 1.25", { $0.startSeconds = 1.25 }), ("--duration 10", { $0.durationSeconds = 10 }),
      (#"--speaker-by regex:/(\d+)-"#, { $0.speakerRule = .pattern(#"/(\d+)-"#) }),
      ("--baseline people.json", { $0.baselineFile = ClipPath("people.json") }),
    ]
    var all = AnalysisOptions()
    for (summary, change) in table {
      var options = AnalysisOptions()
      change(&options)
      #expect(options.summary == summary)
      change(&all)
    }
    // Both set the channel: the later one counts.
    #expect(all.summary == table.dropFirst().map(\.0).joined(separator: " "))
  }

  @Test("A timeline's description parses to the same timeline")
  func timeline() {
    var options = AnalysisOptions()
    for (word, timeline) in [
      ("utterance", Timeline.utterances), ("0.1", .every(seconds: 0.1)), ("60", .every(seconds: 60)),
    ] {
      options.timeline = Timeline(word)
      #expect(options.timeline == timeline && options.summary == "--timeline \(word)")
    }
    for word in ["", "0.05", "0", "-1", "inf", "nan", "utterances", "Utterance", "1s"] {
      #expect(Timeline(word) == nil)
    }
  }

  @Test("Channels are counted from 1; the mix has no number")
  func channelNumbers() {
    var options = AnalysisOptions()
    #expect(options.channelNumber(0) == nil)
    options.channel = .one(3)
    #expect(options.channelNumber(0) == 3)
    options.channel = .each
    #expect((0..<3).map(options.channelNumber) == [1, 2, 3])
  }
}

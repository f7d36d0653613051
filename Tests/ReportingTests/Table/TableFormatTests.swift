import Foundation
import Records
import System
import TestSupport
import Testing

@testable import Reporting

@Suite("Table")
struct TableFormatTests {
  @Test("Rows are aligned; errors, channels and segments are shown")
  func rows() throws {
    var records = Samples.all
    records[1].path = ClipPath("call.wav")
    #expect(
      try written(records, as: .table).text == """
        clip                  emotion    confidence        next             voice:face    length  notes
        clip.mp4              happy      ████████░░  82 %  surprised 5 %         44:56     3.3 s  backlit; voice and face disagree
        call.wav [channel 2]  uncertain  ██████░░░░  55 %  happy 55 %       voice only   1:02:05
          0.0–1.5 s           sad        ███████░░░  70 %
          1.5–3.0 s           no voice
        x.mp4                 error: no_streams: no sound, no picture
        \u{FFFD}/a                   error: not_found: nothing is there

        """
    )
  }

  @Test("A long clip's row is followed by the labels it has most of the time")
  func timeShares() throws {
    var analysis = Samples.analysis
    analysis.warnings = []
    analysis.durationSeconds = 61
    func text(_ seconds: [EmotionVerdict: Double], width: Int? = nil) throws -> String {
      analysis.timeShare = EmotionShares(seconds)
      let table = try written([Samples.record("a.mp4", analysis)], as: .table, table: TableStyle(width: width)).text
      return String(table.split(separator: "\n")[2])
    }
    #expect(
      try text([.label(.happy): 31, .label(.neutral): 48, .label(.sad): 11, .label(.angry): 10])
        == "  neutral 48 %, happy 31 %, sad 11 % of the time"
    )
    #expect(try text([.label(.calm): 400, .label(.sad): 1, .label(.angry): 0]) == "  calm 100 % of the time")
    let longest = try text([.uncertain: 40, .label(.surprised): 35, .label(.fearful): 25], width: 80)
    #expect(longest == "  uncertain 40 %, surprised 35 %, fearful 25 % of the time")
    #expect(DisplayText.width(of: longest) <= 80)
  }

  @Test("Long paths are shortened on a terminal only")
  func longPaths() throws {
    let path = "recordings/" + String(repeating: "deep/", count: 20) + "last.mp4"
    let record = Samples.record(path, Samples.analysis)
    let narrow = try written([record], as: .table, table: TableStyle(width: 80)).text.split(separator: "\n")
    #expect(narrow[1].hasPrefix("…/deep/deep/last.mp4  happy"))
    #expect(narrow.allSatisfy { DisplayText.width(of: String($0)) <= 80 })
    #expect(try written([record], as: .table).text.contains(path))
  }

  @Test("At 80 columns the second label is shown, and notes have a line of their own")
  func narrow() throws {
    let text = try written([Samples.ok, Samples.failed], as: .table, table: TableStyle(width: 80)).text
    #expect(
      text == """
        clip                  emotion    confidence  next            voice:face   length
        clip.mp4              happy      ███░  82 %  surprised 5 %        44:56    3.3 s
          backlit; voice and face disagree
        x.mp4                 error: no_streams: no sound, no picture

        """
    )
  }

  @Test("Columns fit all rows of a file or pipe, and the common folder is said once")
  func aligned() throws {
    let folder = try WorkFolder()
    let inputs = ["a/one.mp4", "a/b/a-much-longer-name-than-the-others.mp4"].map(folder.clip)
    let records = inputs.map { Samples.record($0.description, Samples.analysis) }
    var style = TableStyle()
    style.folder = CommonFolder(inputs)
    let lines = try written(records, as: .table, table: style).text.split(separator: "\n")
    #expect(lines[0] == "in \(folder.path("a"))/")
    #expect(lines[1].hasPrefix("clip                                      emotion  "))
    #expect(lines[2].hasPrefix("one.mp4                                   happy  "))
    #expect(lines[3].hasPrefix("b/a-much-longer-name-than-the-others.mp4  happy  "))
    let many = (0..<150).map { Samples.record("\($0).mp4", Samples.analysis) }
    #expect(try written(many, as: .table).text.split(separator: "\n").count == 151)
    #expect(try written(many, as: .table, fields: "path,emotion").text.split(separator: "\n").count == 151)
  }

  @Test("The common folder is that of the inputs")
  func commonFolder() throws {
    let folder = try WorkFolder()
    try folder.put("", "a/b/c.wav")
    func common(_ inputs: String...) -> String? { CommonFolder(inputs.map { ClipPath($0) })?.description }
    #expect(common(folder.path("a")) == folder.path("a/") && common(folder.path("a/")) == folder.path("a/"))
    #expect(common(folder.path("a/b"), folder.path("a/x.wav")) == folder.path("a/"))
    #expect(common("clips/1.wav", "clips/2.wav") == "clips/" && common("clips/1.wav", "clip.wav") == nil)
    #expect(
      common("1.wav") == nil && common("./1.wav") == nil && common("-", "a/1.wav") == nil && common("/1.wav") == nil
    )
  }

  @Test("Why a stream has no share")
  func reasons() throws {
    func notes(_ change: (inout ClipAnalysis) -> Void) throws -> String {
      var analysis = Samples.analysis
      analysis.warnings = []
      change(&analysis)
      let lines = try written([Samples.record("a.mp4", analysis)], as: .table).text.split(separator: "\n")
      // The column of the title `notes`, which ends the first line.
      return String(lines[1].dropFirst(lines[0].count - "notes".count))
    }
    #expect(try notes { $0.voice?.weight = 0 } == "the face decides")
    #expect(try notes { $0.voice?.weight = 1 } == "the voice decides")
    #expect(try notes { $0.voice = nil } == "no sound")
    #expect(try notes { ($0.voice, $0.warnings) = (nil, [.noSpeech]) } == "no speech")
    #expect(try notes { ($0.voice, $0.options) = (nil, "--modality face") } == "")
    #expect(try notes { _ in } == "")
  }

  @Test("Control characters in a path or message are escaped")
  func escapes() throws {
    let record = ClipRecord(
      path: ClipPath("a\u{1B}[31m\n\u{202E}b"),
      bytes: nil,
      modified: nil,
      outcome: .failed(ClipFailure(.corrupt, "bad\u{7}\rbox"))
    )
    let text = try written([record], as: .table).text
    #expect(text.contains("a\\u{1b}[31m\\n\\u{202e}b"))
    #expect(text.contains("error: corrupt: bad\\u{7}\\rbox"))
    let fields = try written([record], as: .table, fields: "path,error.message,emotion").text
    #expect(!fields.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test("Colour is used only if wanted")
  func colour() throws {
    #expect(!(try written(Samples.all, as: .table).text.contains("\u{1B}")))
    let text = try written(Samples.all, as: .table, table: TableStyle(width: 100, colour: true)).text
    #expect(text.contains("\u{1B}[33mhappy    \u{1B}[0m"))
    #expect(text.contains("\u{1B}[31merror: no_streams"))

    let utf8 = ["LANG": "en_US.UTF-8", "TERM": "xterm"]
    #expect(TableStyle(isTerminal: true, columns: 90, environment: utf8) == TableStyle(width: 90, colour: true))
    #expect(TableStyle(isTerminal: false, columns: 90, environment: utf8) == TableStyle())
    let plain = TableStyle(isTerminal: true, columns: nil, environment: ["NO_COLOR": "1", "COLUMNS": "70"])
    #expect(plain == TableStyle(width: 70, colour: false, blocks: false))
    #expect(!TableStyle(isTerminal: true, columns: 80, environment: ["TERM": "dumb"]).colour)
    #expect(TableStyle(isTerminal: true, columns: 80, environment: ["NO_COLOR": ""]).colour)
    #expect(try written([Samples.ok], as: .table, table: plain).text.contains("###.  82 %"))
  }

  @Test(
    "Widths are terminal columns",
    arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("한글.mp4", 8), ("👩‍👩‍👧", 2), ("Ünï", 3), ("", 0)]
  )
  func widths(text: String, width: Int) {
    #expect(DisplayText.width(of: text) == width)
  }

  @Test("Shortened text fits the width and keeps the end", arguments: 4...30)
  func shortening(width: Int) {
    let text = "日本語/clips/é👩‍👩‍👧/last.mp4"
    let short = DisplayText.shortened(text, to: width)
    #expect(DisplayText.width(of: short) <= width)
    #expect(short == text || short.hasPrefix("…"))
    #expect(short.hasSuffix("4"))
  }

  @Test("Faces are listed; a number that is not finite becomes zero or an error")
  func faces() throws {
    var analysis = Samples.analysis
    analysis.voice = nil
    analysis.durationSeconds = 0
    analysis.warnings = []
    analysis.faces = [
      FaceRecord(
        id: 2,
        box: FaceRecord.Box(x: 1, y: 2, width: 3, height: 4),
        coverage: 1,
        emotion: .label(.calm),
        confidence: 0.4,
        probabilities: SampleRecords.probabilities
      )
    ]
    analysis.segments = [
      EmotionSegment(startSeconds: 0, endSeconds: 1, emotion: .label(.sad), confidence: .nan, probabilities: nil)
    ]
    let good = Samples.record("a.png", analysis)
    analysis.confidence = .nan
    let bad = Samples.record("b.png", analysis)
    #expect(
      try written([good, bad], as: .table).text == """
        clip          emotion    confidence        next             voice:face    length  notes
        a.png         happy      ████████░░  82 %  surprised 5 %     face only     still
          face 2      calm       ████░░░░░░  40 %
          0.0–1.0 s   sad        ░░░░░░░░░░   0 %
        b.png         error: internal: the result has no finite confidence

        """
    )
  }

  @Test("Selected fields are columns")
  func fields() throws {
    #expect(
      try written([Samples.ok, Samples.failed], as: .table, fields: "path,emotion,confidence,warnings").text == """
        path      emotion  confidence  warnings
        clip.mp4  happy    0.82        ["backlit","voice and face disagree"]
        x.mp4     –        –           –

        """
    )
  }
}

import Face
import TestSupport
import Testing

@testable import Manifests

@Suite struct ManifestTests {
  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
    for name in ["a.wav", "b.wav", "sub/c, d.wav", "5\" disk.wav", "faces.csv", "odd#faces.csv"] {
      try folder.put("", name)
    }
  }

  private func read(_ text: String) throws -> [Manifest.Row] {
    try folder.put(text, "M.csv")
    return try Manifest(reading: folder.clip("M.csv")).rows
  }

  @Test func readsEveryColumn() throws {
    let rows = try read(
      """
      \u{feff}fold,path,note,emotion,speaker,corpus,language,sex,split,face_csv\r
      2,a.wav,"any, ""thing""\r
      on two lines",happy,anna,one,en,f,test,faces.csv#row 3\r
      ,"sub/c, d.wav",,neutral,,,,,,\r

      """
    )
    try #require(rows.count == 2)
    let (first, second) = (rows[0], rows[1])
    #expect(first.path == "a.wav" && first.clip == folder.clip("a.wav") && first.emotion == .happy && first.line == 2)
    #expect([first.speaker, first.corpus, first.language, first.sex] == ["anna", "one", "en", "f"])
    #expect(first.split == "test" && first.fold == "2")
    #expect(first.faceTable == FaceTableReference(path: folder.clip("faces.csv"), key: "row 3"))
    #expect(second.path == "sub/c, d.wav" && second.emotion == .neutral && second.line == 4)
    #expect(
      [second.speaker, second.corpus, second.language, second.sex, second.split, second.fold].allSatisfy { $0 == nil }
    )
    #expect(second.faceTable == nil)
  }

  @Test func twoColumnsSuffice() throws {
    let rows = try read("emotion,path\nsad,./a.wav\nangry,\(folder.path("b.wav"))\ncalm,5\" disk.wav")
    #expect(rows.map(\.path) == ["./a.wav", folder.path("b.wav"), "5\" disk.wav"])
    #expect(rows.map(\.clip.description) == ["./a.wav", "b.wav", "5\" disk.wav"].map(folder.path))
    #expect(rows.allSatisfy { $0.speaker == nil && $0.corpus == nil })
  }

  @Test func faceTableNamesMayContainAHash() throws {
    let rows = try read("path,emotion,face_csv\na.wav,sad,odd#faces.csv\nb.wav,sad,odd#faces.csv#1#2\n")
    #expect(rows.map(\.faceTable?.description) == ["odd#faces.csv", "odd#faces.csv#1#2"].map(folder.path))
    #expect(rows.map(\.faceTable?.key) == [nil, "1#2"])
  }

  @Test func evaluatesOnlyTestRowsIfThereAreAny() throws {
    try folder.put("path,emotion,split\na.wav,sad,train\nb.wav,sad,test\n", "M.csv")
    let split = try Manifest(reading: folder.clip("M.csv")).tested
    #expect(split.isSplit && split.rows.map(\.path) == ["b.wav"])
    try folder.put("path,emotion,split\na.wav,sad,train\nb.wav,sad,\n", "M.csv")
    let whole = try Manifest(reading: folder.clip("M.csv")).tested
    #expect(!whole.isSplit && whole.rows.count == 2)
  }

  @Test func errorsNameTheLine() throws {
    let labels = "neutral, calm, happy, sad, angry, fearful, disgust, surprised"
    let table: [(String, ManifestError, String)] = [
      ("", .empty, "the manifest is empty"), ("path,emotion\n\n", .noRows, "there is no row below the header"),
      (
        "path,label\na.wav,sad", .missingColumn("emotion", found: ["path", "label"]),
        #"line 1: there is no column emotion; the header has path, label; column "label": did you mean emotion?"#
      ),
      (
        "path,Emotion\na.wav,sad", .missingColumn("emotion", found: ["path", "Emotion"]),
        #"line 1: there is no column emotion; the header has path, Emotion; column "Emotion": did you mean emotion?"#
      ),
      (
        "filename,emotion\na.wav,sad", .missingColumn("path", found: ["filename", "emotion"]),
        #"line 1: there is no column path; the header has filename, emotion; column "filename": did you mean path?"#
      ),
      (
        "path, emotion\na.wav,sad", .missingColumn("emotion", found: ["path", " emotion"]),
        #"line 1: there is no column emotion; the header has path, " emotion"; column " emotion": did you mean emotion?"#
      ),
      (
        "path,mood\na.wav,sad", .missingColumn("emotion", found: ["path", "mood"]),
        "line 1: there is no column emotion; the header has path, mood"
      ),
      (
        "file;label\na.wav;sad", .separator(.semicolon, header: "file;label"),
        #"line 1: the header has "file;label": put commas between columns, not semicolons"#
      ),
      (
        "\u{feff}path\temotion\na.wav\tsad", .separator(.tab, header: "path\temotion"),
        #"line 1: the header has "path\temotion": put commas between columns, not tabs"#
      ),
      ("path,emotion,path\na.wav,sad,b", .duplicateColumn("path"), "line 1: there are two columns path"),
      (
        "path,emotion,x\na.wav,sad,\nb.wav,sad\n", .raggedRow(line: 3, cells: 2, columns: 3),
        "line 3 has 2 cells, the header 3"
      ),
      ("path,emotion\n,sad\n", .emptyCell(line: 2, column: "path"), "line 2: the cell of column path is empty"),
      ("path,emotion\na.wav,\n", .emptyCell(line: 2, column: "emotion"), "line 2: the cell of column emotion is empty"),
      (
        "path,emotion\n\"a.wav\",sad\n\nb.wav,Joy\n", .unknownEmotion(line: 4, "Joy"),
        "line 4: \"Joy\" is not a known emotion; did you mean happy?"
      ),
      (
        "path,emotion\na.wav,bored\n", .unknownEmotion(line: 2, "bored"),
        "line 2: \"bored\" is not a known emotion; there are \(labels)"
      ),
      (
        "path,emotion\nhttp://x/y.wav,sad", .missingClip(line: 2, path: "http://x/y.wav"),
        "line 2: there is no file http://x/y.wav; only local files are read; download it first"
      ),
      ("path,emotion\nx.wav,sad", .missingClip(line: 2, path: "x.wav"), "line 2: there is no file x.wav"),
      (
        "path,emotion,face_csv\na.wav,sad,x.csv#1", .missingFaceTable(line: 2, path: "x.csv#1"),
        "line 2: there is no face table x.csv#1"
      ),
      (
        "path,emotion\na.wav,sad\nb.wav,sad\n.//a.wav,sad\n", .duplicateRow(line: 4, earlier: 2, path: ".//a.wav"),
        "line 4: .//a.wav is on line 2 already"
      ),
      ("path,emotion\na.wav,\"sad\n", .file(.openQuote(line: 2)), "line 2: a quote is never closed"),
    ]
    for (text, error, words) in table {
      #expect(throws: ManifestProblems(error)) { try read(text) }
      #expect(error.description == words)
    }
  }

  @Test func reportsEverythingAtOnce() throws {
    let text = "path,emotion\nx.wav,anger\na.wav,sad\nb.wav\n,fear\na.wav,surprise\n"
    let problems = #expect(throws: ManifestProblems.self) { try read(text) }
    #expect(
      problems?.lines == [
        "line 2: \"anger\" is not a known emotion; did you mean angry?", "line 2: there is no file x.wav",
        "line 4 has 1 cell, the header 2", "line 5: the cell of column path is empty",
        "line 5: \"fear\" is not a known emotion; did you mean fearful?",
        "line 6: \"surprise\" is not a known emotion; did you mean surprised?", "line 6: a.wav is on line 3 already",
      ]
    )
    let header = #expect(throws: ManifestProblems.self) { try read("file,label,fold\na.wav,sad,1\n") }
    #expect(header?.count == 2)
  }

  @Test func countsProblemsBeyondTheFirst() throws {
    let rows = (0..<25).map { "\($0).wav,sad\n" }.joined()
    let problems = try #require(#expect(throws: ManifestProblems.self) { try read("path,emotion\n\(rows)") })
    #expect(problems.count == 25 && problems.shown.count == 20 && problems.lines.count == 21)
    #expect(problems.lines[19] == "line 21: there is no file 19.wav" && problems.lines[20] == "and 5 more")
  }

  @Test(arguments: ["uncertain", "boredom", "Sad", " sad"])
  func rejectsUnknownEmotions(emotion: String) {
    #expect(throws: ManifestProblems(.unknownEmotion(line: 2, emotion))) {
      try read("path,emotion\na.wav,\(emotion)\n")
    }
  }

  @Test func requiresUTF8InUsedCells() throws {
    try folder.put(Array("path,emotion,note\na.wav,sad,".utf8) + [0xff, 10], "M.csv")
    #expect(try Manifest(reading: folder.clip("M.csv")).rows.count == 1)
    try folder.put(Array("path,emotion\na.wav,sad\n".utf8) + [0xff] + Array(".wav,sad\n".utf8), "M.csv")
    #expect(throws: ManifestProblems(.notUTF8(line: 3))) { try Manifest(reading: folder.clip("M.csv")) }
    #expect(throws: ManifestProblems(.notFound(folder.clip("N.csv")))) { try Manifest(reading: folder.clip("N.csv")) }
    #expect(ManifestError.notUTF8(line: 3).description == "line 3 is not UTF-8")
  }
}

import Foundation
import Recognition
import System
import TestSupport
import Testing

@testable import Runs

@Suite struct SpeakerFoldersTests {
  private func warnings(_ clips: [(String, String)]) -> [String] {
    var folders = SpeakerFolders()
    for (path, speaker) in clips { folders.add(ClipPath(path), of: speaker) }
    return folders.warnings
  }

  @Test func warnsAboutFoldersOfTheSameName() {
    let warnings = warnings([("one/anna/1.wav", "anna"), ("one/anna/2.wav", "anna"), ("two/anna/1.wav", "anna")])
    #expect(warnings == ["treating the clips in one/anna and two/anna as one speaker, anna"])
  }

  @Test func doesNotWarnAboutOneFolderPerSpeaker() {
    #expect(warnings([("one/anna/1.wav", "anna"), ("one/ben/1.wav", "ben"), ("1.wav", "."), ("2.wav", ".")]).isEmpty)
  }

  @Test func warnsAboutAtMostThreeSpeakers() {
    let clips = ["a", "b", "c", "d"].flatMap { [("one/\($0)/1.wav", $0), ("two/\($0)/1.wav", $0)] }
    #expect(warnings(clips).map(\.last) == ["a", "b", "c"])
  }

  @Test func choosesTheSourceOfBaselines() throws {
    let folder = try WorkFolder()
    var options = AnalysisOptions()
    guard case .none = try SpeakerSetup(options) else { return #expect(Bool(false), "no speakers were requested") }
    options.speakerRule = .directory
    guard case .fromClips(let names, nil) = try SpeakerSetup(options) else {
      return #expect(Bool(false), "no file is used")
    }
    #expect(names.speaker(of: ClipPath("one/anna/1.wav")) == "anna")
    options.baselineFile = folder.clip("people.json")
    guard case .fromClips(_, let file?) = try SpeakerSetup(options) else {
      return #expect(Bool(false), "the file will be written")
    }
    try file.write([:])
    guard case .known = try SpeakerSetup(options) else { return #expect(Bool(false), "the file exists") }
    try folder.put("{}", "people.json")
    let error = #expect(throws: BaselineFileError.self) { _ = try SpeakerSetup(options) }
    let path = folder.path("people.json")
    #expect(error?.description == "cannot use --baseline \(path): it holds no personal baselines")
  }
}

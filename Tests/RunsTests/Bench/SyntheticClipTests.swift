import Recognition
import Records
import System
import Testing

@testable import Runs

@Suite struct SyntheticClipTests {
  @Test("The drawn face is found in every frame, and the synthetic voice is speech")
  func isFaceAndVoice() throws {
    let clip = try SyntheticClip(seconds: 2.5, width: 640, height: 360)
    let record = try ClipAnalyzer(models: Models(), options: AnalysisOptions()).analyze(clip.path)[0]
    let analysis = try #require(record.analysis, "\(record)")
    #expect(abs(analysis.durationSeconds - 2.5) < 0.1)
    let coverage = try #require(analysis.streams[.face]?.measures["coverage"])
    let speechRatio = try #require(analysis.streams[.voice]?.measures["speech_ratio"])
    #expect(coverage == 1 && analysis.streams[.face]?.measures["faces"] == 1)
    #expect(speechRatio > 0.5)
  }

  @Test("The clip goes with its object")
  func isTemporary() throws {
    var clip: SyntheticClip? = try SyntheticClip(seconds: 0.1, width: 64, height: 64)
    let path = try #require(clip?.path)
    #expect(FileStatus(of: path) != nil)
    clip = nil
    #expect(FileStatus(of: path) == nil && FileStatus(of: path.folder) == nil)
  }

  @Test func stopsWhenInterrupted() {
    #expect(throws: CancellationError.self) { try SyntheticClip(seconds: 0.1, width: 64, height: 64) { true } }
  }
}

import Foundation
import Fusion
import Media
import Numerics
import Records
import TestSupport
import Testing

@testable import Learning
@testable import Recognition

@Suite struct FeatureCacheTests {
  private let folder: WorkFolder
  private let models: Models

  init() throws {
    folder = try WorkFolder()
    models = try Models(folder: Repository.models)
  }

  private var kept: URL { URL(fileURLWithPath: folder.path("cache")) }

  private func cache(encoders: String = "a", _ change: (inout AnalysisOptions) -> Void = { _ in }) throws
    -> FeatureCache
  {
    var options = AnalysisOptions()
    change(&options)
    return try FeatureCache(folder: kept, models: models, options: options, encoders: encoders)
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: kept.path).sorted()
  }

  @Test func whatIsKeptIsWhatWasFound() throws {
    let clip = ClipPath(Repository.fixture("face.mp4"))
    let cache = try cache()
    let (found, read) = (try cache.windows(of: clip), try cache.windows(of: clip))
    #expect(try files().count == 1)
    #expect(found.count == read.count && !found.isEmpty)
    for (one, other) in zip(found, read) {
      #expect(one.aligned.startSeconds == other.aligned.startSeconds)
      #expect(one.aligned.face.ranges == other.aligned.face.ranges)
      #expect(zip(one.aligned.face.instants, other.aligned.face.instants).allSatisfy { abs($0 - $1) < 1e-6 })
      #expect(abs(one.quality.voice - other.quality.voice) < 1e-4 && abs(one.quality.face - other.quality.face) < 1e-4)
      // Half precision keeps three digits.
      #expect(one.aligned.voice.greatestDifference(to: other.aligned.voice) < 5e-3)
      #expect(one.aligned.face.embeddings.greatestDifference(to: other.aligned.face.embeddings) < 5e-3)
    }
  }

  @Test func goesByContentOptionsAndEncoders() throws {
    let speech = try Data(contentsOf: URL(fileURLWithPath: Repository.fixture("speech.wav")))
    let clips = try ["one.wav", "two.wav"].map { ClipPath(try folder.put(Array(speech), $0)) }
    for clip in clips { _ = try cache().windows(of: clip) }
    #expect(try files().count == 1)
    _ = try cache(encoders: "b").windows(of: clips[0])
    _ = try cache { $0.durationSeconds = 2 }.windows(of: clips[0])
    #expect(try files().count == 3)
  }

  @Test func aDamagedFileIsMadeAnew() throws {
    let clip = ClipPath(Repository.fixture("speech.wav"))
    let windows = try cache().windows(of: clip)
    let file = kept.appendingPathComponent(try files()[0])
    try Data(contentsOf: file).dropLast(100).write(to: file)
    #expect(try cache().windows(of: clip).count == windows.count)
    #expect(try WindowFile.windows(in: SafeTensors(path: file.path)).count == windows.count)
  }

  @Test func nothingIsKeptOfAClipThatFails() throws {
    #expect(throws: ClipFailure.self) { try cache().windows(of: ClipPath(Repository.fixture("tone.wav"))) }
    #expect(throws: ClipFailure.self) { try cache().windows(of: ClipPath(folder.path("missing.wav"))) }
    #expect(try files().isEmpty)
  }
}

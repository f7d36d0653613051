import Foundation
import Numerics
import Perception
import Records
import System
import TestSupport
import Testing

@testable import Learning

@Suite struct FeatureCacheTests {
  private let folder: WorkFolder
  private let networks: PerceptionNetworks

  init() throws {
    folder = try WorkFolder()
    networks = try PerceptionNetworks(folder: Repository.models)
  }

  private var cacheFolder: URL { URL(fileURLWithPath: folder.path("cache")) }

  private func cache(identity: String = "a", _ change: (inout PerceptionOptions) -> Void = { _ in }) throws
    -> FeatureCache
  {
    let folder = try CacheFolder(cacheFolder, limit: .max)
    var options = PerceptionOptions()
    change(&options)
    return FeatureCache(folder: folder, networks: networks, options: options, identity: identity)
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: cacheFolder.path).sorted()
  }

  @Test func cachedWindowsMatchComputedOnes() throws {
    let clip = ClipPath(Repository.fixture("face.mp4"))
    let found = try PerceivedWindows(of: clip, networks: networks, options: PerceptionOptions()).measured
    let (first, read) = (try cache().clip(clip), try cache().clip(clip))
    // Clean and degraded.
    #expect(try files().count == 2)
    #expect(found.count == read.windows.count && !found.isEmpty && !read.degraded.isEmpty)
    let pairs = zip(first.windows + first.degraded, read.windows + read.degraded)
    #expect(pairs.allSatisfy { $0.voice.matrix.values == $1.voice.matrix.values && $0.cellPower == $1.cellPower })
    for (one, other) in zip(found, read.windows) {
      #expect(one.startSeconds == other.startSeconds && one.face.ranges == other.face.ranges)
      #expect(zip(one.face.instants, other.face.instants).allSatisfy { abs($0 - $1) < 1e-6 })
      #expect(zip(one.face.samples.seconds, other.face.samples.seconds).allSatisfy { abs($0 - $1) < 1e-6 })
      #expect(one.face.samples.trust == other.face.samples.trust && one.face.samples.known == other.face.samples.known)
      #expect(abs(one.quality.voice - other.quality.voice) < 1e-4 && abs(one.quality.face - other.quality.face) < 1e-4)
      // Half precision keeps three digits.
      #expect(one.voice.matrix.maxDifference(to: other.voice.matrix) < 1e-2)
      #expect(one.face.samples.embeddings.maxDifference(to: other.face.samples.embeddings) < 5e-3)
      #expect(one.face.samples.units.maxDifference(to: other.face.samples.units) < 5e-3)
    }
  }

  @Test func degradedWindowsAreNoisier() throws {
    let clip = try cache().clip(ClipPath(Repository.fixture("face.mp4")))
    let (clean, degraded) = (clip.windows[0], try #require(clip.degraded.first))
    #expect(degraded.voice.matrix.maxDifference(to: clean.voice.matrix) > 0.1)
    #expect(degraded.face.samples.embeddings.values != clean.face.samples.embeddings.values)
  }

  @Test func keyDependsOnContentOptionsAndNetworks() throws {
    let speech = try Data(contentsOf: URL(fileURLWithPath: Repository.fixture("speech.wav")))
    let clips = try ["one.wav", "two.wav"].map { ClipPath(try folder.put(Array(speech), $0)) }
    for clip in clips { _ = try cache().clip(clip) }
    // Clean and degraded.
    #expect(try files().count == 2)
    _ = try cache(identity: "b").clip(clips[0])
    _ = try cache { $0.durationSeconds = 2 }.clip(clips[0])
    #expect(try files().count == 6)
  }

  @Test func recomputesDamagedFiles() throws {
    let clip = ClipPath(Repository.fixture("speech.wav"))
    // Read before the file that they are in changes.
    let windows = try cache().clip(clip).windows.map(\.voice.matrix.values)
    for name in try files() {
      let file = cacheFolder.appendingPathComponent(name)
      try Data(contentsOf: file).dropLast(100).write(to: file)
    }
    #expect(try cache().clip(clip).windows.map(\.voice.matrix.values) == windows)
  }

  @Test func cachesNothingForFailedClips() throws {
    #expect(throws: ClipFailure.self) { try cache().clip(ClipPath(Repository.fixture("tone.wav"))) }
    #expect(throws: ClipFailure.self) { try cache().clip(ClipPath(folder.path("missing.wav"))) }
    #expect(try files().isEmpty)
  }

  /// A timeout may not occur again: it must not be cached as an unusable recording.
  @Test func doesNotCacheTimeouts() throws {
    let clip = ClipPath(Repository.fixture("face.mp4"))
    let degraded = try cache().clip(clip).degraded
    for name in try files() {
      let file = cacheFolder.appendingPathComponent(name)
      let windows = try WindowFile.windows(in: SafeTensors(path: file.path))
      if windows.map(\.voice.matrix.values) == degraded.map(\.voice.matrix.values) {
        try FileManager.default.removeItem(at: file)
      }
    }
    #expect(try files().count == 1)
    let failure = #expect(throws: ClipFailure.self) {
      try cache { $0.timeLimit = TimeLimit(fixedSeconds: 1e-3) }.clip(clip)
    }
    #expect(try failure?.kind == .timeout && files().count == 1)
    #expect(try cache().clip(clip).degraded.map(\.voice.matrix.values) == degraded.map(\.voice.matrix.values))
  }
}

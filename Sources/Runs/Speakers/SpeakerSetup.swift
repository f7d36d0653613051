import Recognition
import System

/// The speaker baselines available to `analyze` before it begins.
enum SpeakerSetup {
  /// Clips have no speakers.
  case none
  /// Baselines from a file.
  case known(ClipBaselines)
  /// Baselines to be computed from the clips first, and saved to the file, if any.
  case fromClips(SpeakerNames, BaselineFile?)

  /// Throws `SpeakerRuleError`, `ModelError`, `SafeTensorsError`, `BaselineFileError`, and `OutputError` if the file of
  /// baselines cannot be written.
  init(_ options: AnalysisOptions) throws {
    guard let rule = options.speakerRule else {
      self = .none
      return
    }
    let names = try SpeakerNames(rule)
    guard let baseline = options.baselineFile else {
      self = .fromClips(names, nil)
      return
    }
    let file = try BaselineFile(baseline, models: options.models)
    if let known = try file.read() {
      self = .known(ClipBaselines(baselines: known.speakers, speaker: names.speaker))
      return
    }
    try file.checkWritable()
    self = .fromClips(names, file)
  }
}

/// Detects different directories of the same name, which count as one speaker.
struct SpeakerFolders {
  private var first: [String: ClipPath] = [:]
  private var others: [String: ClipPath] = [:]

  mutating func add(_ clip: ClipPath, of speaker: String) {
    let folder = ClipPath(bytes: clip.bytes[..<(clip.bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
    if let known = first[speaker] {
      if known != folder { others[speaker] = folder }
    } else {
      first[speaker] = folder
    }
  }

  /// Warnings about the first three speakers in alphabetical order.
  var warnings: [String] {
    others.sorted { $0.key < $1.key }.prefix(3).map { speaker, other in
      "treating the clips in \(first[speaker]!) and \(other) as one speaker, \(speaker)"
    }
  }
}

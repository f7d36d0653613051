import Recognition
import System

/// What `analyze` knows of the clips' speakers before it begins.
enum SpeakerSetup {
  /// Nobody asked for speakers.
  case none
  /// All that will be known.
  case known(ClipBaselines)
  /// The clips are to tell first; what they tell is kept in the file, where there is to be one.
  case fromClips(SpeakerNames, BaselineFile?)

  /// Throws `SpeakerRuleError`, `ModelError`, `SafeTensorsError`, `BaselineFileError`, and `OutputError` where a file of
  /// baselines could not be written.
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
    let file = try BaselineFile(baseline, model: options.fusionModel)
    if let known = try file.read() {
      self = .known(ClipBaselines(baselines: known.speakers, speaker: names.speaker))
      return
    }
    try file.checkPlace()
    self = .fromClips(names, file)
  }
}

/// Folders of one name that stand for one speaker but are not the same.
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

  /// What is to be known of the first three.
  var warnings: [String] {
    others.sorted { $0.key < $1.key }.prefix(3).map { speaker, other in
      "the clips in \(first[speaker]!) and \(other) are taken for those of one speaker, \(speaker)"
    }
  }
}

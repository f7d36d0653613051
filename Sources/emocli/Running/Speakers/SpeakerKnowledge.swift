import Recognition

/// What `analyze` knows of the clips' speakers before it begins.
enum SpeakerKnowledge {
  /// Nobody asked for speakers.
  case none
  /// All that will be known.
  case known(ClipBaselines)
  /// The clips are to tell first; what they tell is kept in the file, where there is to be one.
  case fromClips(SpeakerNames, BaselineFile?)
}

extension RecognitionOptions {
  /// Throws `SpeakerRuleError`, `ModelError`, `SafeTensorsError`, `BaselineFileError`, and `OutputError` where a file of
  /// baselines could not be written.
  func speakerKnowledge() throws -> SpeakerKnowledge {
    guard let speakerBy else { return .none }
    let names = try SpeakerNames(speakerBy)
    guard let baseline else { return .fromClips(names, nil) }
    let file = try BaselineFile(baseline, model: model)
    if let known = try file.read() {
      return .known(ClipBaselines(baselines: known.speakers, speaker: names.speaker))
    }
    try file.checkPlace()
    return .fromClips(names, file)
  }
}

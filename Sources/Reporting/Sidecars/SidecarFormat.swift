/// The kinds of files that show a clip's emotion over time beside it.
public enum SidecarFormat: String, CaseIterable, Sendable {
  /// SubRip subtitles.
  case srt
  /// WebVTT subtitles.
  case vtt
  /// Praat's annotation tiers.
  case textgrid
  /// ELAN's annotation tiers.
  case eaf

  /// As the programs that read it write it.
  public var fileExtension: String {
    self == .textgrid ? "TextGrid" : rawValue
  }
}

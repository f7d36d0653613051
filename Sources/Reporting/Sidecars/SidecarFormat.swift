/// The formats of files with a clip's emotion over time.
public enum SidecarFormat: String, CaseIterable, Sendable {
  /// SubRip subtitles.
  case srt
  /// WebVTT subtitles.
  case vtt
  /// Praat's annotation tiers.
  case textgrid
  /// ELAN's annotation tiers.
  case eaf
  /// Comma-separated values, a row for each segment.
  case csv

  /// The extension that the format's programs use.
  public var fileExtension: String {
    self == .textgrid ? "TextGrid" : rawValue
  }

  /// Whether one file tells several channels apart.
  public var holdsChannels: Bool {
    switch self {
    case .srt, .vtt: false
    case .textgrid, .eaf, .csv: true
    }
  }
}

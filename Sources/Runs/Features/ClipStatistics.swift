import Reporting
import Voice

/// The rows of a clip's features as one row of statistics or, with one row per channel or face, as several. Memory does
/// not grow with the clip.
struct ClipStatistics {
  /// How a column of the features enters the statistics.
  private enum Role {
    case unused
    /// Mean, standard deviation, minimum and maximum of the values there are.
    case measure
    /// The same over voiced steps: other steps may have a value too, but it does not describe the voice.
    case voicedMeasure
    /// A measure of the clip so far: its last value describes the whole clip.
    case running
  }

  /// The statistics of a channel, a face or the whole clip.
  private struct Group {
    var rowCount = 0
    /// The channel or the face's id; NaN for none, and for several.
    var number: Double
    var statistics: [ColumnStatistics]
    var latest: [Double]
  }

  private static let unused = ["frame", "face_id", "timestamp", "success", "channel", "syllable_nucleus"]
  private static let running = ["syllable_rate", "voiced_ratio", "pause_count", "pause_mean_s"]
  private static let voiced = [
    "loudness_LUFS", "intensity_dB", "alphaRatio", "hammarbergIndex", "slope0_500", "slope500_1500", "mfcc1", "mfcc2",
    "mfcc3", "mfcc4",
  ]

  private let names: [String]
  private let roles: [Role]
  private let isOfFace: Bool
  private let hasRowPerGroup: Bool
  /// The index of the channel's or the face's number in a row.
  private let numberIndex: Int?
  private let frameIndex: Int?
  private let successIndex: Int?
  private let pitchIndex: Int?
  private var groups: [Group] = []
  private var groupOfNumber: [Double: Int] = [:]
  /// The number of frames, which may have several rows or none with a face.
  private var frameCount = 0
  private var latestFrame = Double.nan

  /// - Parameters:
  ///   - columns: of the features' rows.
  ///   - hasRowPerGroup: Whether each face has a row of its own; channels always have.
  init(of columns: [FeatureColumn], hasRowPerGroup: Bool) {
    let names = columns.flatMap(\.csvNames)
    self.names = names
    roles = names.map { name in
      switch name {
      case _ where Self.unused.contains(name): .unused
      case _ where Self.running.contains(name): .running
      case _ where Self.voiced.contains(name): .voicedMeasure
      default: .measure
      }
    }
    func index(_ name: String) -> Int? { names.firstIndex(of: name) }
    (frameIndex, successIndex, pitchIndex) = (index("frame"), index("success"), index(VoiceStep.names[0]))
    isOfFace = successIndex != nil
    numberIndex = index("channel") ?? index("face_id")
    self.hasRowPerGroup = hasRowPerGroup || index("channel") != nil
  }

  /// The columns of the statistics, after the clip's path.
  var columns: [FeatureColumn] {
    func whole(_ name: String) -> FeatureColumn { .number(name, decimals: 0) }
    var result: [FeatureColumn] = [.number("duration_s", decimals: 3), whole(isOfFace ? "frames" : "steps")]
    if let numberIndex { result.append(whole(names[numberIndex])) }
    if isOfFace { result.append(.number("coverage", decimals: 4)) }
    for (name, role) in zip(names, roles) {
      switch role {
      case .unused: continue
      case .running: result.append(.number(name, decimals: 6))
      case .measure, .voicedMeasure:
        result += (["mean", "sd", "min", "max"] + (Self.isIntensity(name) ? ["above_1"] : [])).map {
          .number("\(name)_\($0)", decimals: 6)
        }
      }
    }
    return result
  }

  /// Whether a column is the intensity of an action unit.
  private static func isIntensity(_ name: String) -> Bool { name.hasPrefix("AU") && name.hasSuffix("_r") }

  /// Adds a row of the features.
  mutating func add(_ row: [Double]) {
    if let frameIndex, row[frameIndex] != latestFrame {
      latestFrame = row[frameIndex]
      frameCount += 1
    }
    if let successIndex, row[successIndex] != 1 { return }
    let number = numberIndex.map { row[$0] } ?? .nan
    let index = group(of: number)
    groups[index].rowCount += 1
    if groups[index].number != number { groups[index].number = .nan }
    let isVoiced = pitchIndex.map { row[$0].isFinite } ?? true
    for (column, role) in roles.enumerated() {
      switch role {
      case .unused: continue
      case .measure: groups[index].statistics[column].add(row[column])
      case .voicedMeasure: if isVoiced { groups[index].statistics[column].add(row[column]) }
      case .running: groups[index].latest[column] = row[column]
      }
    }
  }

  private mutating func group(of number: Double) -> Int {
    let key = hasRowPerGroup ? number : 0
    if let index = groupOfNumber[key] { return index }
    groupOfNumber[key] = groups.count
    groups.append(empty(number))
    return groups.count - 1
  }

  private func empty(_ number: Double = .nan) -> Group {
    Group(
      number: number,
      statistics: Array(repeating: ColumnStatistics(), count: names.count),
      latest: Array(repeating: .nan, count: names.count)
    )
  }

  /// Returns the rows of the statistics, by channel or face; one without numbers if no frame shows a face.
  func rows(durationSeconds: Double) -> [[Double]] {
    let sorted = groups.sorted { $0.number < $1.number }
    return (sorted.isEmpty ? [empty()] : sorted).map { group in
      var row = [durationSeconds, Double(group.rowCount)]
      if numberIndex != nil { row.append(group.number) }
      if isOfFace { row.append(frameCount > 0 ? Double(group.rowCount) / Double(frameCount) : .nan) }
      for (column, role) in roles.enumerated() {
        let statistics = group.statistics[column]
        switch role {
        case .unused: continue
        case .running: row.append(group.latest[column])
        case .measure, .voicedMeasure:
          row += [statistics.mean, statistics.deviation, statistics.minimum, statistics.maximum]
          if Self.isIntensity(names[column]) { row.append(statistics.shareAboveOne) }
        }
      }
      return row
    }
  }
}

import Formats
import Foundation
import Records
import System

/// The time of each emotion in one record.
public struct EmotionTime: Equatable, Sendable {
  public let path: ClipPath
  public let channel: Int?
  public let speaker: String?
  /// The seconds of each verdict: a short clip's duration, or a long clip's judged time as its `time_share` divides it.
  /// Nil for a clip that failed.
  public let seconds: [EmotionVerdict: Double]?

  public init(_ record: ClipRecord) {
    path = record.path
    (channel, speaker) = (record.analysis?.channel, record.analysis?.speaker)
    seconds = record.analysis.map { analysis in
      Self.seconds(
        analysis.emotion,
        duration: analysis.durationSeconds,
        shares: analysis.timeShare.map { shares in { shares[$0] } },
        judged: analysis.judgedSeconds
      )
    }
  }

  /// - Parameters:
  ///   - shares: the share of each verdict, as far as it has one; nil if nothing was judged.
  ///   - judged: the seconds that the shares divide.
  private static func seconds(
    _ emotion: EmotionVerdict,
    duration: Double,
    shares: ((EmotionVerdict) -> Double?)?,
    judged: Double?
  ) -> [EmotionVerdict: Double] {
    // Rounded as in the record, so that records from a file give the same sums.
    guard ClipAnalysis.isLong(durationSeconds: duration) else { return [emotion: duration.rounded(places: 3)] }
    guard let shares, let judged = judged?.rounded(places: 3) else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: EmotionVerdict.allCases.compactMap { verdict in
        shares(verdict).map { (verdict, $0 * judged) }
      }
    )
  }
}

extension EmotionTime: Decodable {
  private enum CodingKeys: String, CodingKey {
    case path
    case pathBase64 = "path_base64"
    case status, channel, speaker, emotion
    case duration = "duration_s"
    case timeShare = "time_share"
    case judged = "judged_s"
  }

  /// Decodes a record's line. A long clip whose record is older than `time_share` counts wholly as its label.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let base64 = try container.decodeIfPresent(String.self, forKey: .pathBase64)
    path = Self.path(try container.decode(String.self, forKey: .path), base64: base64)
    channel = try container.decodeIfPresent(Int.self, forKey: .channel)
    speaker = try container.decodeIfPresent(String.self, forKey: .speaker)
    guard try container.decode(String.self, forKey: .status) == "ok" else {
      seconds = nil
      return
    }
    let emotion = try container.decode(EmotionVerdict.self, forKey: .emotion)
    let duration = try container.decode(Double.self, forKey: .duration)
    guard container.contains(.timeShare) else {
      seconds = [emotion: duration]
      return
    }
    let shares = try container.decodeIfPresent(EmotionShares.self, forKey: .timeShare)
    seconds = Self.seconds(
      emotion,
      duration: duration,
      shares: shares.map { shares in { shares[$0] } },
      judged: try container.decodeIfPresent(Double.self, forKey: .judged)
    )
  }

  private static let indices = Dictionary(
    uniqueKeysWithValues: CSVWriter.columns.enumerated().map { ($0.element, $0.offset) }
  )

  /// Reads the cells of a CSV row with all columns, or returns nil if they are not a record.
  init?(cells: [String?]) {
    guard cells.count == CSVWriter.columns.count else { return nil }
    func cell(_ name: String) -> String? { cells[Self.indices[name]!] }
    func cell(_ key: CodingKeys) -> String? { cell(key.rawValue) }
    guard let name = cell(.path), let status = cell(.status) else { return nil }
    path = Self.path(name, base64: cell(.pathBase64))
    channel = cell(.channel).flatMap { Int($0) }
    speaker = cell(.speaker)
    guard status == "ok" else {
      seconds = nil
      return
    }
    guard let emotion = cell(.emotion).flatMap(EmotionVerdict.init), let duration = cell(.duration).flatMap(Double.init)
    else { return nil }
    let judged = cell(.judged).flatMap(Double.init)
    func share(_ verdict: EmotionVerdict) -> Double? {
      cell("\(CodingKeys.timeShare.rawValue).\(verdict.rawValue)").flatMap(Double.init)
    }
    seconds = Self.seconds(emotion, duration: duration, shares: judged == nil ? nil : share, judged: judged)
  }

  private static func path(_ text: String, base64: String?) -> ClipPath {
    base64.flatMap { Data(base64Encoded: $0) }.map { ClipPath(bytes: $0) } ?? ClipPath(text)
  }
}

extension EmotionTime {
  /// Passes the time of every complete row of a file of records to `handler`.
  ///
  /// - Parameter format: JSON Lines or CSV.
  /// - Throws: `ResumeError`, and what `handler` throws.
  public static func readAll(
    of file: ClipPath,
    format: RecordFormat,
    handler: (EmotionTime) throws -> Void
  ) throws {
    let descriptor = file.withCString { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw ResumeError.unreadable(file, errno: errno) }
    defer { close(descriptor) }
    var number = 0
    do {
      _ = try RowReader(descriptor: descriptor, format: format).read { bytes, _ in
        number += 1
        if bytes.isEmpty || format == .csv && number == 1 { return }
        let time =
          format == .csv
          ? EmotionTime(cells: CSVRow.cells(bytes)) : try? JSONDecoder().decode(EmotionTime.self, from: Data(bytes))
        guard let time else { throw ResumeError.invalidRow(file, row: number) }
        try handler(time)
      }
    } catch let failure as ResumeError.ReadFailure {
      throw ResumeError.unreadable(file, errno: failure.errno)
    }
  }
}

import Formats
import Records
import System

/// Writes the seconds and shares of each emotion: a row per clip and channel as it comes, then a row per speaker, per
/// channel number, and for all clips.
///
/// CSV has fixed columns, `seconds.happy` and `share.happy` among them. JSON is an array of objects with the same keys,
/// nested; there the sum of the seconds is `seconds.total`. Shares are null where there are no seconds.
public final class SummaryWriter {
  public enum Format: Sendable {
    case csv, json

    /// JSON if the file's name ends in `.json`.
    public init(of file: ClipPath) {
      self = file.fileExtension == "json" ? .json : .csv
    }
  }

  /// What a row adds up.
  private enum Level: String {
    case clip, speaker, channel, all
  }

  private struct Total {
    var clips = 0
    /// In the order of `EmotionVerdict.allCases`.
    var seconds = [Double](repeating: 0, count: EmotionVerdict.allCases.count)

    mutating func add(_ time: [EmotionVerdict: Double]) {
      for (index, verdict) in EmotionVerdict.allCases.enumerated() { seconds[index] += time[verdict] ?? 0 }
    }
  }

  /// The clip of the latest record.
  private struct Clip {
    let path: ClipPath
    /// The channel of the latest record, or its place if it failed.
    var channel: Int
    var isCounted = false
    var hasFailed = false
  }

  private let sink: any OutputSink
  private let format: Format
  private let hasRecordPerChannel: Bool
  private let channelNames: [String]
  private var rowCount = 0
  private var all = Total()
  private var failedCount = 0
  private var speakers: [(name: String, total: Total)] = []
  private var speakerIndex: [String: Int] = [:]
  private var channels: [Int: Total] = [:]
  private var clip: Clip?

  /// - Parameters:
  ///   - hasRecordPerChannel: Whether the records of one path that follow each other are channels of one clip.
  ///   - channelNames: Written instead of the channels' numbers, in their order; may be empty.
  public init(sink: any OutputSink, format: Format, hasRecordPerChannel: Bool, channelNames: [String] = []) {
    self.sink = sink
    self.format = format
    self.hasRecordPerChannel = hasRecordPerChannel
    self.channelNames = channelNames
  }

  /// The columns of the CSV file.
  public static let columns =
    ["level", "path", "speaker", "channel", "clips", "seconds"]
    + ["seconds", "share"].flatMap { key in EmotionVerdict.allCases.map { "\(key).\($0.rawValue)" } } + ["failed"]

  /// Writes the text before the first row.
  public func begin() throws(OutputError) {
    if format == .csv { try sink.write(CSVRow.bytes(Self.columns)) }
  }

  /// Adds a record, in the order of the clips. One that failed counts only as such.
  public func add(_ time: EmotionTime) throws(OutputError) {
    beginClip(of: time)
    guard let seconds = time.seconds else {
      if clip?.hasFailed == false { failedCount += 1 }
      clip?.hasFailed = true
      return
    }
    var total = Total(clips: 1)
    total.add(seconds)
    all.add(seconds)
    if clip?.isCounted == false { all.clips += 1 }
    clip?.isCounted = true
    if let speaker = time.speaker {
      let index = speakerIndex[speaker] ?? speakers.count
      if index == speakers.count { speakers.append((speaker, Total())) }
      speakerIndex[speaker] = index
      speakers[index].total.clips += 1
      speakers[index].total.add(seconds)
    }
    if let channel = time.channel {
      channels[channel, default: Total()].clips += 1
      channels[channel]?.add(seconds)
    }
    try write(.clip, total, path: time.path, speaker: time.speaker, channel: time.channel)
  }

  private func beginClip(of time: EmotionTime) {
    if hasRecordPerChannel, let clip, clip.path == time.path, time.channel ?? .max > clip.channel {
      self.clip?.channel = time.channel ?? clip.channel + 1
    } else {
      clip = Clip(path: time.path, channel: time.channel ?? 1)
    }
  }

  /// Writes the sums and completes the output.
  public func finish() throws(OutputError) {
    for (name, total) in speakers { try write(.speaker, total, speaker: name) }
    for channel in channels.keys.sorted() { try write(.channel, channels[channel]!, channel: channel) }
    try write(.all, all, failed: failedCount)
    if format == .json { try sink.write(Array("\n]\n".utf8)) }
    try sink.finish()
  }

  /// The name of a channel, or its number if it has none.
  private func name(ofChannel number: Int) -> String {
    channelNames.indices.contains(number - 1) ? channelNames[number - 1] : "\(number)"
  }

  private func write(
    _ level: Level,
    _ total: Total,
    path: ClipPath? = nil,
    speaker: String? = nil,
    channel: Int? = nil,
    failed: Int? = nil
  ) throws(OutputError) {
    let verdicts = EmotionVerdict.allCases
    let sum = total.seconds.reduce(0, +).rounded(places: 3)
    let seconds = total.seconds.map { $0.rounded(places: 3) }
    let shares = EmotionShares(Dictionary(uniqueKeysWithValues: zip(verdicts, total.seconds)))
    defer { rowCount += 1 }
    switch format {
    case .csv:
      let numbers = seconds.map { decimalText(of: $0) } + verdicts.map { shares?[$0].map { decimalText(of: $0) } }
      try sink.write(
        CSVRow.bytes(
          [
            level.rawValue, path?.description, speaker, channel.map(name(ofChannel:)), "\(total.clips)",
            decimalText(of: sum),
          ]
            + numbers + [failed.map { "\($0)" }]
        )
      )
    case .json:
      func members(_ values: [Double?]) -> [JSONValue.Member] {
        zip(verdicts, values).map { JSONValue.Member($0.rawValue, $1.map(JSONValue.number) ?? .null) }
      }
      let row: JSONValue = .object([
        JSONValue.Member("level", .string(level.rawValue)),
        JSONValue.Member("path", path.map { .string($0.description) } ?? .null),
        JSONValue.Member("speaker", speaker.map { .string($0) } ?? .null),
        JSONValue.Member(
          "channel",
          channel.map { channelNames.isEmpty ? .integer($0) : .string(name(ofChannel: $0)) } ?? .null
        ),
        JSONValue.Member("clips", .integer(total.clips)),
        JSONValue.Member("seconds", .object([JSONValue.Member("total", .number(sum))] + members(seconds))),
        JSONValue.Member("share", shares.map { shares in .object(members(verdicts.map { shares[$0] })) } ?? .null),
        JSONValue.Member("failed", failed.map { .integer($0) } ?? .null),
      ])
      try sink.write(Array((rowCount == 0 ? "[\n" : ",\n").utf8) + row.utf8())
    }
  }
}

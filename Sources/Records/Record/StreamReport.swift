import Emotion

/// What one stream of a clip gave by itself.
public struct StreamReport: Equatable, Sendable {
  /// The stream's share of the result, 0…1; all streams' shares make 1.
  public var weight: Double
  /// What was measured of the stream, by the keys of its `RecordedStream`; one that is missing is null in the record.
  public var measures: [String: Double]
  /// What the stream alone says.
  public var probabilities: Probabilities?

  public init(weight: Double, measures: [String: Double] = [:], probabilities: Probabilities?) {
    self.weight = weight
    self.measures = measures
    self.probabilities = probabilities
  }
}

/// What the record says of a stream besides presence, weight and probabilities. Voice and face stand in every record; another
/// stream stands there where a clip has it, its measures in the order of their names.
public struct RecordedStream: Sendable {
  /// One measure of the stream.
  public struct Measure: Sendable {
    public let key: String
    let description: String
    /// Decimals; 0 for whole numbers.
    let places: Int
    let range: (from: Int?, to: Int?)
  }

  public let modality: Modality
  let description: String
  let presence: String
  let weight: String
  let said: String
  public let measures: [Measure]

  public static let voice = RecordedStream(
    modality: .voice,
    description: "What the voice alone gave.",
    presence: "Whether a voice was heard.",
    weight: "The voice's share of the result.",
    said: "What the voice alone says.",
    measures: [
      Measure(key: "speech_ratio", description: "How much of the clip is speech.", places: 4, range: (0, 1)),
      Measure(
        key: "snr_db",
        description: "Power of the speech where there is some over that of the noise in the whole clip, in dB.",
        places: 1,
        range: (nil, nil)
      ),
    ]
  )

  public static let face = RecordedStream(
    modality: .face,
    description: "What the face alone gave.",
    presence: "Whether a face was seen.",
    weight: "The face's share of the result.",
    said: "What the face alone says.",
    measures: [
      Measure(
        key: "coverage",
        description: "Share of the sampled frames in which the face was seen.",
        places: 4,
        range: (0, 1)
      ),
      Measure(key: "faces", description: "How many different faces were seen.", places: 0, range: (0, nil)),
    ]
  )

  /// Those of every record, in its order.
  public static let all = [voice, face]
}

/// The streams as a record carries them, those that every record has also where they are absent.
struct RecordedStreams: Codable {
  var reports: ByModality<StreamReport>

  init(_ reports: ByModality<StreamReport>) {
    self.reports = reports
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ModalityKey.self)
    for stream in RecordedStream.all {
      try container.encode(
        PossibleStream(report: reports[stream.modality], measures: stream.measures),
        forKey: ModalityKey(stream.modality)
      )
    }
    let known = RecordedStream.all.map(\.modality)
    for (modality, report) in reports where !known.contains(modality) {
      let measures = report.measures.keys.sorted().map {
        RecordedStream.Measure(key: $0, description: "", places: 4, range: (nil, nil))
      }
      try container.encode(PossibleStream(report: report, measures: measures), forKey: ModalityKey(modality))
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ModalityKey.self)
    for stream in RecordedStream.all {
      guard container.contains(ModalityKey(stream.modality)) else {
        let context = DecodingError.Context(codingPath: container.codingPath, debugDescription: "no \(stream.modality)")
        throw DecodingError.keyNotFound(ModalityKey(stream.modality), context)
      }
    }
    reports = [:]
    for key in ModalityKey.inOrder(container.allKeys) {
      reports[key.modality] = try container.decode(PossibleStream.self, forKey: key).report
    }
  }
}

/// A stream whether it is there or not.
private struct PossibleStream: Codable {
  let report: StreamReport?
  let measures: [RecordedStream.Measure]

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init(_ name: String) { self.init(stringValue: name) }
    init?(intValue: Int) { nil }
  }

  private static let common = ["present", "weight", "probabilities"]

  init(report: StreamReport?, measures: [RecordedStream.Measure]) {
    self.report = report
    self.measures = measures
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(report != nil, forKey: Key("present"))
    try container.encode(report?.weight ?? 0, places: 4, forKey: Key("weight"))
    for measure in measures {
      let value = report?.measures[measure.key]
      if measure.places == 0 {
        try container.encodeOrNull(value.flatMap { Int(exactly: $0.rounded()) }, forKey: Key(measure.key))
      } else {
        try container.encodeOrNull(value, places: measure.places, forKey: Key(measure.key))
      }
    }
    try container.encodeOrNull(report?.probabilities, forKey: Key("probabilities"))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    measures = []
    guard try container.decode(Bool.self, forKey: Key("present")) else {
      report = nil
      return
    }
    var found: [String: Double] = [:]
    for key in container.allKeys where !Self.common.contains(key.stringValue) {
      // A later version's keys may be anything.
      found[key.stringValue] = try? container.decode(Double.self, forKey: key)
    }
    report = StreamReport(
      weight: try container.decode(Double.self, forKey: Key("weight")),
      measures: found,
      probabilities: try container.decodeIfPresent(Probabilities.self, forKey: Key("probabilities"))
    )
  }
}

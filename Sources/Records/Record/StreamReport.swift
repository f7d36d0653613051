import Emotion

/// The result of one stream of a clip.
public struct StreamReport: Equatable, Sendable {
  /// The stream's weight in the result, 0…1; the weights of all streams sum to 1.
  public var weight: Double
  /// The stream's measures, by the keys of its `RecordedStream`; a missing one is null in the record.
  public var measures: [String: Double]
  /// The prediction of the stream alone.
  public var probabilities: Probabilities?

  public init(weight: Double, measures: [String: Double] = [:], probabilities: Probabilities?) {
    self.weight = weight
    self.measures = measures
    self.probabilities = probabilities
  }
}

/// A stream's part of the record, besides presence, weight and probabilities. Every record has voice and face. Another
/// stream is recorded only if the clip has it, with its measures sorted by name.
public struct RecordedStream: Sendable {
  /// One measure of the stream.
  public struct Measure: Sendable {
    public let key: String
    let description: String
    /// The number of decimals; 0 for whole numbers.
    let places: Int
    let range: (from: Int?, to: Int?)
  }

  public let modality: Modality
  let description: String
  let presence: String
  let weight: String
  let probabilities: String
  public let measures: [Measure]

  public static let voice = RecordedStream(
    modality: .voice,
    description: "Result for the voice alone.",
    presence: "Whether speech was found.",
    weight: "Weight of the voice in the result.",
    probabilities: "Probability of each emotion from the voice alone.",
    measures: [
      Measure(key: "speech_ratio", description: "Fraction of the clip that is speech.", places: 4, range: (0, 1)),
      Measure(
        key: "snr_db",
        description:
          "Signal-to-noise ratio in dB: speech power where there is speech, over noise power in the whole clip.",
        places: 1,
        range: (nil, nil)
      ),
    ]
  )

  public static let face = RecordedStream(
    modality: .face,
    description: "Result for the face alone.",
    presence: "Whether a face was found.",
    weight: "Weight of the face in the result.",
    probabilities: "Probability of each emotion from the face alone.",
    measures: [
      Measure(
        key: "coverage",
        description: "Fraction of the sampled frames that show a face.",
        places: 4,
        range: (0, 1)
      ),
      Measure(key: "faces", description: "Maximum number of faces at the same time.", places: 0, range: (0, nil)),
    ]
  )

  /// The streams of every record, in its order.
  public static let all = [voice, face]
}

/// The streams of a record; voice and face are encoded even if absent.
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

/// A stream, present or absent.
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
      // Keys of a later version may have any type.
      found[key.stringValue] = try? container.decode(Double.self, forKey: key)
    }
    report = StreamReport(
      weight: try container.decode(Double.self, forKey: Key("weight")),
      measures: found,
      probabilities: try container.decodeIfPresent(Probabilities.self, forKey: Key("probabilities"))
    )
  }
}

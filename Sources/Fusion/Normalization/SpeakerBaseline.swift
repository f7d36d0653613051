import Emotion

/// Features of a stream's summary that are known together and therefore share statistics.
public struct FeatureGroup: Sendable {
  /// Its name in a baselines file.
  public let name: String
  let kind: FeatureGroups
  /// The position of its features in the summary's values.
  let range: Range<Int>

  /// Three groups for a face; one for any other stream, with the stream's name.
  static func of(_ modality: Modality, width: Int) -> [FeatureGroup] {
    guard modality == .face else {
      return [FeatureGroup(name: modality.name, kind: .appearance, range: 0..<width)]
    }
    return [
      FeatureGroup(name: "appearance", kind: .appearance, range: FaceFeatures.appearance),
      FeatureGroup(name: "intensities", kind: .intensities, range: FaceFeatures.intensities),
      FeatureGroup(name: "presences", kind: .presences, range: FaceFeatures.presences),
    ]
  }

  /// The groups in every baselines file.
  static let standard: [FeatureGroup] =
    of(.voice, width: VoiceHead.pooledWidth) + of(.face, width: FaceFeatures.width)
}

/// Statistics of a speaker from unlabelled clips: sums and sums of squares for each feature group.
public struct SpeakerBaseline: Equatable, Sendable {
  /// Clips added.
  public private(set) var clips = 0
  /// By group name.
  private var groups: [String: FeatureMoments]

  public init() {
    groups = Dictionary(
      uniqueKeysWithValues: FeatureGroup.standard.map { ($0.name, FeatureMoments(width: $0.range.count)) }
    )
  }

  public init(_ clips: some Sequence<ClipSummary>) {
    self.init()
    for clip in clips { add(clip) }
  }

  public mutating func add(_ clip: ClipSummary) {
    clips += 1
    for (modality, summary) in clip.streams {
      for group in FeatureGroup.of(modality, width: summary.values.count) where summary.known.contains(group.kind) {
        groups[group.name, default: FeatureMoments(width: group.range.count)].add(summary.values[group.range])
      }
    }
  }

  public var voice: FeatureMoments { groups["voice"]! }

  func moments(of group: FeatureGroup) -> FeatureMoments {
    groups[group.name] ?? FeatureMoments(width: group.range.count)
  }

  /// The face's three groups, in the order of its summary.
  public var face: [FeatureMoments] { FeatureGroup.of(.face, width: FaceFeatures.width).map(moments) }

  /// Weight of the speaker's own statistics in the prediction of one stream, 0…1.
  func share(of modality: Modality) -> Double {
    let counts = FeatureGroup.of(modality, width: 0).map { groups[$0.name]?.count ?? 0 }
    return SpeakerNormalizer.share(clips: counts.max() ?? 0)
  }

  /// Weight of the speaker's own statistics in the fused prediction, 0…1.
  public var share: Double { SpeakerNormalizer.share(clips: clips) }
}

extension SpeakerBaseline: Codable {
  private struct GroupKey: CodingKey {
    static let clips = GroupKey(stringValue: "clips")
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private enum FeatureMomentsKeys: String, CodingKey {
    case count, sums, squares
  }

  /// Encodes sums and squares as the base64 of their little-endian bytes, so that they decode bit for bit.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: GroupKey.self)
    try container.encode(clips, forKey: .clips)
    for (name, moments) in groups.sorted(by: { $0.key < $1.key }) {
      var nested = container.nestedContainer(keyedBy: FeatureMomentsKeys.self, forKey: GroupKey(stringValue: name))
      try nested.encode(moments.count, forKey: .count)
      try nested.encode(moments.sums.littleEndianBytes, forKey: .sums)
      try nested.encode(moments.squares.littleEndianBytes, forKey: .squares)
    }
  }

  /// Throws `DecodingError` if no clips could have these statistics.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: GroupKey.self)
    self.init()
    clips = try container.decode(Int.self, forKey: .clips)
    func moments(_ key: GroupKey, width: Int?) throws -> FeatureMoments {
      let nested = try container.nestedContainer(keyedBy: FeatureMomentsKeys.self, forKey: key)
      let moments = FeatureMoments(
        count: try nested.decode(Int.self, forKey: .count),
        sums: try nested.numbers(Double.self, width, forKey: .sums) ?? [],
        squares: try nested.numbers(Double.self, width, forKey: .squares) ?? []
      )
      if let moments, moments.sums.count == width ?? moments.sums.count, moments.arePossible { return moments }
      let reason = "the sums and squares are those of no features"
      throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: reason)
    }
    let widths = Dictionary(uniqueKeysWithValues: FeatureGroup.standard.map { ($0.name, $0.range.count) })
    let others = container.allKeys.map(\.stringValue).filter { widths[$0] == nil && $0 != GroupKey.clips.stringValue }
    for name in FeatureGroup.standard.map(\.name) + others.sorted() {
      groups[name] = try moments(GroupKey(stringValue: name), width: widths[name])
    }
    if groups.values.contains(where: { $0.count > clips }) {
      let reason = "features of more clips than there are"
      throw DecodingError.dataCorruptedError(forKey: .clips, in: container, debugDescription: reason)
    }
  }
}

extension FeatureMoments {
  /// Whether any numbers have these sums and squares: (Σx)² ≤ n Σx², up to rounding.
  fileprivate var arePossible: Bool {
    let maximum = Double(Float.greatestFiniteMagnitude)
    return zip(sums, squares).allSatisfy { sum, square in
      square >= 0 && square <= Double(count) * maximum * maximum
        && sum.magnitude <= (Double(count) * square).squareRoot() * (1 + 1e-9)
    }
  }
}

extension SpeakerBaseline: Codable {
  private enum CodingKeys: String, CodingKey {
    case clips, voice, appearance, intensities, presences
  }

  private enum MomentsKeys: String, CodingKey {
    case count, sums, squares
  }

  /// Sums and squares as base64 of their little-endian bytes, so that they read back as they were.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(clips, forKey: .clips)
    for (key, moments) in [
      (CodingKeys.voice, voice), (.appearance, appearance), (.intensities, intensities), (.presences, presences),
    ] {
      var nested = container.nestedContainer(keyedBy: MomentsKeys.self, forKey: key)
      try nested.encode(moments.count, forKey: .count)
      try nested.encode(moments.sums.littleEndianBytes, forKey: .sums)
      try nested.encode(moments.squares.littleEndianBytes, forKey: .squares)
    }
  }

  /// Throws `DecodingError` where the numbers cannot be those of clips.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let none = SpeakerBaseline()
    func moments(_ key: CodingKeys, like group: Moments) throws -> Moments {
      let nested = try container.nestedContainer(keyedBy: MomentsKeys.self, forKey: key)
      let width = group.sums.count
      let moments = Moments(
        count: try nested.decode(Int.self, forKey: .count),
        sums: try nested.numbers(Double.self, width, forKey: .sums) ?? [],
        squares: try nested.numbers(Double.self, width, forKey: .squares) ?? []
      )
      if let moments, moments.sums.count == width, moments.arePossible { return moments }
      let reason = "the sums and squares are those of no features"
      throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: reason)
    }
    let baseline = SpeakerBaseline(
      clips: try container.decode(Int.self, forKey: .clips),
      voice: try moments(.voice, like: none.voice),
      appearance: try moments(.appearance, like: none.appearance),
      intensities: try moments(.intensities, like: none.intensities),
      presences: try moments(.presences, like: none.presences)
    )
    guard let baseline else {
      let reason = "features of more clips than there are"
      throw DecodingError.dataCorruptedError(forKey: .clips, in: container, debugDescription: reason)
    }
    self = baseline
  }
}

extension Moments {
  /// Whether there are numbers with these sums and squares: (Σx)² ≤ n Σx², but for what rounding does.
  fileprivate var arePossible: Bool {
    let greatest = Double(Float.greatestFiniteMagnitude)
    return zip(sums, squares).allSatisfy { sum, square in
      square >= 0 && square <= Double(count) * greatest * greatest
        && sum.magnitude <= (Double(count) * square).squareRoot() * (1 + 1e-9)
    }
  }
}

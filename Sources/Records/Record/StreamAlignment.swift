/// How voice and face of a clip lie to each other in time.
public struct StreamAlignment: Equatable, Sendable {
  /// How much later the sound comes than the movement, in milliseconds; negative when it comes first.
  public var lagMilliseconds: Int
  /// The mean cost of the alignment path, 0 or more; small when voice and mouth move together.
  public var cost: Double?

  public init(lagMilliseconds: Int, cost: Double?) {
    self.lagMilliseconds = lagMilliseconds
    self.cost = cost
  }
}

extension StreamAlignment: Codable {
  private enum CodingKeys: String, CodingKey {
    case lagMilliseconds = "lag_ms"
    case cost
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(lagMilliseconds, forKey: .lagMilliseconds)
    try container.encodeOrNull(cost, places: 4, forKey: .cost)
  }
}

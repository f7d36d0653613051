extension KeyedEncodingContainer {
  /// Writes a number that every record has, to at most `places` decimals.
  ///
  /// - Throws: `EncodingError.invalidValue` when it is not finite: a record without it would be false.
  mutating func encode(_ value: Double, places: Int, forKey key: Key) throws {
    guard value.isFinite else {
      let context = EncodingError.Context(codingPath: codingPath + [key], debugDescription: "the number is not finite")
      throw EncodingError.invalidValue(value, context)
    }
    try encode(value.rounded(places: places), forKey: key)
  }

  /// Writes a number that may be missing, to at most `places` decimals; missing or not finite, it is `null`.
  mutating func encodeOrNull(_ value: Double?, places: Int, forKey key: Key) throws {
    if let value, value.isFinite {
      try encode(value.rounded(places: places), forKey: key)
    } else {
      try encodeNil(forKey: key)
    }
  }

  /// Writes a value, or `null` when there is none.
  mutating func encodeOrNull(_ value: (some Encodable)?, forKey key: Key) throws {
    if let value {
      try encode(value, forKey: key)
    } else {
      try encodeNil(forKey: key)
    }
  }
}

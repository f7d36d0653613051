extension JSONValue {
  /// What `value` encodes itself to, with every object's keys in the order in which they were encoded.
  ///
  /// - Throws: `EncodingError.invalidValue` for a number that is not finite or an integer beyond `Int`, and whatever
  ///   `value` itself throws.
  public static func encoding(_ value: some Encodable) throws -> JSONValue {
    let node = EncodedNode()
    try node.set(value, codingPath: [])
    return node.value
  }
}

struct OrderedEncoder: Encoder {
  let node: EncodedNode
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.becomeObject()
    return KeyedEncodingContainer(KeyedContainer(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.becomeArray()
    return UnkeyedContainer(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleValueContainer(node: node, codingPath: codingPath)
  }
}

private struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: EncodedNode
  let codingPath: [any CodingKey]

  private func encoder(forKey key: any CodingKey) -> OrderedEncoder {
    OrderedEncoder(node: node.child(key.stringValue), codingPath: codingPath + [key])
  }

  func encodeNil(forKey key: Key) {
    _ = node.child(key.stringValue)
  }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try node.child(key.stringValue).set(value, codingPath: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type,
    forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    encoder(forKey: key).container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder(forKey: key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    OrderedEncoder(node: node.child("super"), codingPath: codingPath)
  }

  func superEncoder(forKey key: Key) -> any Encoder {
    encoder(forKey: key)
  }
}

private struct UnkeyedContainer: UnkeyedEncodingContainer {
  let node: EncodedNode
  let codingPath: [any CodingKey]
  var count: Int { node.count }

  func encodeNil() {
    _ = node.append()
  }

  func encode<Value: Encodable>(_ value: Value) throws {
    try node.append().set(value, codingPath: codingPath)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
    OrderedEncoder(node: node.append(), codingPath: codingPath).container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    OrderedEncoder(node: node.append(), codingPath: codingPath).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    OrderedEncoder(node: node.append(), codingPath: codingPath)
  }
}

private struct SingleValueContainer: SingleValueEncodingContainer {
  let node: EncodedNode
  let codingPath: [any CodingKey]

  /// Nothing to do: a place is null until something is put there.
  func encodeNil() {}

  func encode<Value: Encodable>(_ value: Value) throws {
    try node.set(value, codingPath: codingPath)
  }
}

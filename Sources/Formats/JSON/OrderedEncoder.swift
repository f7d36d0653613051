extension JSONValue {
  /// Encodes `value`, keeping every object's keys in the order of encoding.
  ///
  /// - Throws: `EncodingError.invalidValue` for a number that is not finite or an integer beyond `Int`, and any error
  ///   that `value` throws.
  public static func encoding(_ value: some Encodable) throws -> JSONValue {
    let node = EncodedNode()
    try node.set(value, codingPath: [])
    return node.value
  }
}

private struct OrderedEncoder: Encoder {
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

  /// Does nothing: a node is null until it is set.
  func encodeNil() {}

  func encode<Value: Encodable>(_ value: Value) throws {
    try node.set(value, codingPath: codingPath)
  }
}

/// A node of the document being encoded; containers share it by reference.
private final class EncodedNode {
  private enum Content {
    case scalar(JSONValue)
    case array([EncodedNode])
    case object([(key: String, node: EncodedNode)])
  }

  private var content = Content.scalar(.null)

  var value: JSONValue {
    switch content {
    case .scalar(let value): value
    case .array(let nodes): .array(nodes.map(\.value))
    case .object(let members): .object(members.map { JSONValue.Member($0.key, $0.node.value) })
    }
  }

  var count: Int {
    if case .array(let nodes) = content { nodes.count } else { 0 }
  }

  func becomeArray() {
    if case .array = content { return }
    content = .array([])
  }

  func becomeObject() {
    if case .object = content { return }
    content = .object([])
  }

  func append() -> EncodedNode {
    let node = EncodedNode()
    if case .array(var nodes) = content {
      // Release the old array first, so that it grows in place.
      content = .scalar(.null)
      nodes.append(node)
      content = .array(nodes)
    }
    return node
  }

  func child(_ key: String) -> EncodedNode {
    guard case .object(var members) = content else { return EncodedNode() }
    if let known = members.first(where: { $0.key == key }) { return known.node }
    let node = EncodedNode()
    members.append((key, node))
    content = .object(members)
    return node
  }

  func set<Value: Encodable>(_ value: Value, codingPath: [any CodingKey]) throws {
    func refuse(_ reason: String) -> EncodingError {
      .invalidValue(value, EncodingError.Context(codingPath: codingPath, debugDescription: reason))
    }
    func finite(_ number: Double) throws -> JSONValue {
      guard number.isFinite else { throw refuse("a record holds finite numbers only") }
      return .number(number)
    }
    switch value {
    case let value as JSONValue: content = .scalar(value)
    case let value as String: content = .scalar(.string(value))
    case let value as Bool: content = .scalar(.bool(value))
    case let value as Double: content = .scalar(try finite(value))
    // Convert by its text, so that 0.1 stays 0.1 in the wider type.
    case let value as Float: content = .scalar(try finite(value.isFinite ? Double(value.description)! : .nan))
    case let value as any FixedWidthInteger:
      guard let integer = Int(exactly: value) else { throw refuse("the integer is too large") }
      content = .scalar(.integer(integer))
    default:
      try value.encode(to: OrderedEncoder(node: self, codingPath: codingPath))
    }
  }
}

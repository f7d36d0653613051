/// A place in the document that is being encoded; containers share it by reference.
final class EncodedNode {
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
      // Let go of the old array first, so that it grows in place.
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
    // By way of the text, so that 0.1 stays 0.1 in the wider type.
    case let value as Float: content = .scalar(try finite(value.isFinite ? Double(value.description)! : .nan))
    case let value as any FixedWidthInteger:
      guard let integer = Int(exactly: value) else { throw refuse("the integer is too large") }
      content = .scalar(.integer(integer))
    default:
      try value.encode(to: OrderedEncoder(node: self, codingPath: codingPath))
    }
  }
}

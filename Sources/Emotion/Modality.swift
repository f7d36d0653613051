/// A stream of a clip that expresses emotion by itself: the voice, the face, or another that a model was trained with.
/// The name is its key in a record and the prefix of its tensors' names.
public struct Modality: Hashable, Sendable, CustomStringConvertible {
  public let name: String

  public init(_ name: String) {
    self.name = name
  }

  public static let voice = Modality("voice")
  public static let face = Modality("face")

  public var description: String { name }
}

/// A small map from modalities to values, in insertion order, so that sums over it do not depend on hashing. Inlinable,
/// because the fusion's losses look it up for every window.
@frozen public struct ByModality<Value> {
  public typealias Element = (modality: Modality, value: Value)

  @usableFromInline var elements: [Element] = []

  @inlinable public init() {}

  /// Creates a map from `modalities`, in order, leaving out those without a value.
  @inlinable public init(_ modalities: some Sequence<Modality>, _ value: (Modality) throws -> Value?) rethrows {
    for modality in modalities {
      if let value = try value(modality) { elements.append((modality, value)) }
    }
  }

  @inlinable public var modalities: [Modality] { elements.map(\.modality) }
  @inlinable public var values: [Value] { elements.map(\.value) }

  /// The modality's value, or nil if it has none. Assigning nil removes it.
  @inlinable public subscript(modality: Modality) -> Value? {
    get { elements.first { $0.modality == modality }?.value }
    set {
      let index = elements.firstIndex { $0.modality == modality }
      switch (index, newValue) {
      case (let index?, let value?): elements[index].value = value
      case (let index?, nil): elements.remove(at: index)
      case (nil, let value?): elements.append((modality, value))
      case (nil, nil): break
      }
    }
  }

  /// The value of a modality; traps if it has none.
  @inlinable public subscript(of modality: Modality) -> Value {
    get {
      guard let value = self[modality] else { preconditionFailure("no value for the \(modality)") }
      return value
    }
    set { self[modality] = newValue }
  }

  @inlinable public func map<Result>(_ transform: (Modality, Value) throws -> Result) rethrows -> ByModality<Result> {
    try compactMap(transform)
  }

  /// Maps the values, leaving out modalities for which `transform` returns nil.
  @inlinable public func compactMap<Result>(_ transform: (Modality, Value) throws -> Result?) rethrows -> ByModality<
    Result
  > {
    var mapped = ByModality<Result>()
    for (modality, value) in elements {
      if let result = try transform(modality, value) { mapped.elements.append((modality, result)) }
    }
    return mapped
  }

  @inlinable public func filter(_ isIncluded: (Modality, Value) throws -> Bool) rethrows -> ByModality {
    try compactMap { try isIncluded($0, $1) ? $1 : nil }
  }
}

extension ByModality: RandomAccessCollection {
  @inlinable public var startIndex: Int { elements.startIndex }
  @inlinable public var endIndex: Int { elements.endIndex }
  @inlinable public subscript(position: Int) -> Element { elements[position] }
}

extension ByModality: ExpressibleByDictionaryLiteral {
  @inlinable public init(dictionaryLiteral elements: (Modality, Value)...) {
    for (modality, value) in elements { self[modality] = value }
  }
}

extension ByModality: Equatable where Value: Equatable {
  public static func == (one: ByModality, other: ByModality) -> Bool {
    one.elementsEqual(other) { $0.modality == $1.modality && $0.value == $1.value }
  }
}

extension ByModality: Sendable where Value: Sendable {}

extension ByModality: Encodable where Value: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ModalityKey.self)
    for (modality, value) in elements { try container.encode(value, forKey: ModalityKey(modality)) }
  }
}

extension ByModality: Decodable where Value: Decodable {
  /// Decodes the values in the order voice, face, then the others by name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ModalityKey.self)
    for key in ModalityKey.inOrder(container.allKeys) {
      self[key.modality] = try container.decode(Value.self, forKey: key)
    }
  }
}

/// A modality as a coding key.
public struct ModalityKey: CodingKey {
  public let modality: Modality

  public init(_ modality: Modality) {
    self.modality = modality
  }

  public init?(stringValue: String) {
    self.init(Modality(stringValue))
  }

  public init?(intValue: Int) { nil }
  public var stringValue: String { modality.name }
  public var intValue: Int? { nil }

  /// Sorts a decoder's keys, which come in no order: voice, face, then the others by name.
  public static func inOrder(_ keys: [ModalityKey]) -> [ModalityKey] {
    let known: [Modality] = [.voice, .face]
    func position(_ key: ModalityKey) -> (Int, String) {
      (known.firstIndex(of: key.modality) ?? known.count, key.modality.name)
    }
    return keys.sorted { position($0) < position($1) }
  }
}

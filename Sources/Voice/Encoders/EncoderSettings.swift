import Foundation
import System

/// A value of a JSON file.
enum SettingValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([SettingValue])
  case object([String: SettingValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([SettingValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: SettingValue].self))
    }
  }
}

/// The settings in a JSON file of the directory, such as `config.json`. Every value is checked when it is read, and
/// noted for the fingerprint. A missing value has the default that `transformers` gives it.
struct EncoderSettings {
  let path: ClipPath
  private let values: [String: SettingValue]
  private let noted = NotedSettings()

  /// No settings: all have their defaults.
  init(absent path: ClipPath) {
    self.path = path
    values = [:]
  }

  /// Reads a JSON object. Throws `EncoderError.malformed`.
  init(_ content: Data, path: ClipPath) throws(EncoderError) {
    self.path = path
    do {
      values = try JSONDecoder().decode([String: SettingValue].self, from: content)
    } catch {
      throw .malformed(path, reason: "it is not a JSON object")
    }
  }

  /// A line `key = value` for every setting that was read, sorted.
  var lines: [String] { noted.lines.sorted() }

  func integer(_ key: String, in range: ClosedRange<Int>, default standard: Int? = nil) throws(EncoderError) -> Int {
    let value: Int
    switch (self[key], standard) {
    case (.integer(let found), _): value = found
    case (nil, let standard?): value = standard
    default: throw problem(key, "must be a whole number")
    }
    guard range.contains(value) else {
      throw problem(key, "is \(value), but must be between \(range.lowerBound) and \(range.upperBound)")
    }
    noted.note(key, "\(value)")
    return value
  }

  func number(_ key: String, in range: ClosedRange<Double>, default standard: Double) throws(EncoderError) -> Double {
    let value: Double
    switch self[key] {
    case .integer(let found): value = Double(found)
    case .number(let found): value = found
    case nil: value = standard
    default: throw problem(key, "must be a number")
    }
    guard range.contains(value) else {
      throw problem(key, "is \(value), but must be between \(range.lowerBound) and \(range.upperBound)")
    }
    noted.note(key, "\(value)")
    return value
  }

  func flag(_ key: String, default standard: Bool) throws(EncoderError) -> Bool {
    let value: Bool
    switch self[key] {
    case .bool(let found): value = found
    case nil: value = standard
    default: throw problem(key, "must be true or false")
    }
    noted.note(key, "\(value)")
    return value
  }

  /// Returns a string that must be one of `choices`.
  func choice(_ key: String, of choices: [String], default standard: String? = nil) throws(EncoderError) -> String {
    let value = try string(key, default: standard)
    guard choices.contains(value) else { throw .unsupported(path, what: "\(key) \(value.debugDescription)") }
    return value
  }

  func string(_ key: String, default standard: String? = nil) throws(EncoderError) -> String {
    let value: String
    switch (self[key], standard) {
    case (.string(let found), _): value = found
    case (nil, let standard?): value = standard
    default: throw problem(key, "must be a string")
    }
    // Long texts would drown a message.
    guard value.utf8.count <= 100 else { throw problem(key, "is longer than 100 bytes") }
    noted.note(key, value)
    return value
  }

  /// Returns a list of at most 64 whole numbers.
  func integers(_ key: String, in range: ClosedRange<Int>, default standard: [Int]) throws(EncoderError) -> [Int] {
    var list = standard
    if let value = self[key] {
      guard case .array(let elements) = value else { throw problem(key, "must be a list of whole numbers") }
      list = []
      for element in elements {
        guard case .integer(let number) = element else { throw problem(key, "must be a list of whole numbers") }
        list.append(number)
      }
    }
    guard (1...64).contains(list.count) else { throw problem(key, "has \(list.count) elements, but must have 1 to 64") }
    for number in list where !range.contains(number) {
      throw problem(key, "has \(number), but must be between \(range.lowerBound) and \(range.upperBound)")
    }
    noted.note(key, "\(list)")
    return list
  }

  /// Returns an object of strings.
  func strings(_ key: String) throws(EncoderError) -> [String: String] {
    guard case .object(let members) = self[key] else { throw problem(key, "must be an object") }
    var strings: [String: String] = [:]
    for (name, member) in members {
      guard case .string(let text) = member else { throw problem(key, "must have strings only") }
      strings[name] = text
    }
    return strings
  }

  /// Whether the setting is there, and not null.
  func has(_ key: String) -> Bool {
    self[key] != nil
  }

  /// Returns an error about the value of a key: "`key` in `path` `text`".
  func problem(_ key: String, _ text: String) -> EncoderError {
    .value(path, key: key, problem: text)
  }

  /// `null` stands for a value that is not set.
  private subscript(key: String) -> SettingValue? {
    values[key] == .null ? nil : values[key]
  }
}

/// The settings that were read.
private final class NotedSettings {
  private(set) var lines: Set<String> = []

  func note(_ key: String, _ value: String) {
    lines.insert("\(key) = \(value)")
  }
}

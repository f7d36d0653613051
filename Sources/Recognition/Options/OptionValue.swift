import Emotion
import Face
import Media
import Perception
import System

/// The value of an option, as typed on the command line and passed to workers.
public protocol OptionValue: Equatable, Sendable {
  /// Parses the option's argument. Throws `OptionRefusal`.
  init(argument: String) throws(OptionRefusal)

  /// The argument that `init(argument:)` parses to exactly this value.
  var argument: String { get }

  /// The value as it stands in a record.
  var text: String { get }

  /// All arguments, if they can be listed.
  static var allArguments: [String] { get }

  /// Whether `OptionRefusal` explains more than that the value is invalid.
  static var explainsRefusals: Bool { get }
}

extension OptionValue {
  public var text: String { argument }
  public static var allArguments: [String] { [] }
  public static var explainsRefusals: Bool { false }
}

/// The argument is not a valid value of the option.
public struct OptionRefusal: Error, Equatable, CustomStringConvertible {
  /// What the option takes instead; empty if that is obvious.
  public let description: String

  public init(_ reason: String = "") {
    description = reason
  }
}

extension OptionValue where Self: RawRepresentable, RawValue == String {
  public init(argument: String) throws(OptionRefusal) {
    guard let value = Self(rawValue: argument) else { throw OptionRefusal() }
    self = value
  }

  public var argument: String { rawValue }
}

extension OptionValue where Self: RawRepresentable, RawValue == String, Self: CaseIterable {
  public static var allArguments: [String] { allCases.map(\.rawValue) }
}

extension ModalityChoice: OptionValue {}

extension FaceChoice: OptionValue {}

extension ChannelChoice: OptionValue {
  public init(argument: String) throws(OptionRefusal) {
    switch argument {
    case "mix": self = .mix
    case "each": self = .each
    default:
      guard let number = Int(argument), number >= 1 else { throw OptionRefusal() }
      self = .one(number)
    }
  }

  public var argument: String {
    switch self {
    case .mix: "mix"
    case .each: "each"
    case .one(let number): "\(number)"
    }
  }
}

extension Double: OptionValue {
  public init(argument: String) throws(OptionRefusal) {
    guard let number = Double(argument) else { throw OptionRefusal() }
    self = number
  }

  public var argument: String { "\(self)" }

  public var text: String { typed }
}

/// Emotions separated by commas.
extension Set<EmotionLabel>: OptionValue {
  public init(argument: String) throws(OptionRefusal) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    let found = names.compactMap { EmotionLabel(rawValue: String($0)) }
    guard found.count == names.count else { throw OptionRefusal() }
    self = Set(found)
  }

  public var argument: String {
    EmotionLabel.allCases.filter(contains).map(\.rawValue).joined(separator: ",")
  }

  public static var allArguments: [String] { EmotionLabel.allCases.map(\.rawValue) }
}

extension ClipPath: OptionValue {
  public init(argument: String) {
    self.init(bytes: RawArguments.bytes(of: argument))
  }

  public var argument: String { RawArguments.escaped(bytes) }

  public var text: String { description }
}

/// A face table by its path; the whole table applies to the clip.
extension FaceTableReference: OptionValue {
  public init(argument: String) {
    self.init(path: ClipPath(argument: argument))
  }

  public var argument: String { path.argument }

  public var text: String { description }
}

extension Timeline: OptionValue {
  public init(argument: String) throws(OptionRefusal) {
    guard let timeline = Timeline(argument) else {
      throw OptionRefusal("it takes \(Timeline.minSegment) or more seconds, or the word utterance")
    }
    self = timeline
  }

  public var argument: String { description }

  public static var explainsRefusals: Bool { true }
}

extension SpeakerRule: OptionValue {
  public init(argument: String) throws(OptionRefusal) {
    do throws(SpeakerRuleError) {
      try self.init(parsing: argument)
    } catch {
      throw OptionRefusal("\(error)")
    }
  }

  public var argument: String { description }

  public static var explainsRefusals: Bool { true }
}

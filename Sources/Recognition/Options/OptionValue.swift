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

  /// Whether the argument may begin with a minus sign, which would otherwise look like another option.
  static var isNumber: Bool { get }
}

extension OptionValue {
  public var text: String { argument }
  public static var allArguments: [String] { [] }
  public static var isNumber: Bool { false }
}

/// The argument is not a valid value of the option.
public struct OptionRefusal: Error, Equatable, CustomStringConvertible {
  /// What the option takes instead; empty if its values or limits say so.
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
      guard let number = Int(argument), number >= 1 else {
        throw OptionRefusal("it takes mix, each or the number of a channel, counted from 1")
      }
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

  public static var isNumber: Bool { true }
}

extension Double: OptionValue {
  public init(argument: String) throws(OptionRefusal) {
    guard let number = Double(argument) else { throw OptionRefusal() }
    self = number
  }

  public var argument: String { "\(self)" }

  public var text: String { typed }

  public static var isNumber: Bool { true }
}

/// Two or more different emotions separated by commas.
extension Set<EmotionLabel>: OptionValue {
  public init(argument: String) throws(OptionRefusal) {
    self = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let label = EmotionLabel(rawValue: name) else { throw .unknownLabel(name) }
      guard insert(label).inserted else { throw OptionRefusal("\(name) is there twice") }
    }
    // One label would be certain, whatever the clip shows.
    if count < 2 { throw OptionRefusal("it takes at least two labels, separated by commas") }
  }

  public var argument: String {
    EmotionLabel.allCases.filter(contains).map(\.rawValue).joined(separator: ",")
  }

}

extension OptionRefusal {
  fileprivate static func unknownLabel(_ name: String) -> OptionRefusal {
    let known = EmotionLabel.allCases.map(\.rawValue).joined(separator: ", ")
    let meant = EmotionLabel.meant(by: name).map { "; did you mean \($0.rawValue)?" }
    return OptionRefusal("\(name.debugDescription) is not a label\(meant ?? "; there are \(known)")")
  }
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
      throw OptionRefusal("it takes \(Timeline.minSegment) or more seconds (or M:S), or the word utterance")
    }
    self = timeline
  }

  public var argument: String { description }

  public static var isNumber: Bool { true }
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
}

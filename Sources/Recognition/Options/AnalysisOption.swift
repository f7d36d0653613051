/// A row of the option table: an option that changes a clip's record.
public protocol AnalysisOption {
  associatedtype Value: OptionValue

  /// The name without dashes.
  var name: String { get }
  /// The value's placeholder in the help.
  var valueName: String { get }
  /// One sentence on what the option does.
  var help: String { get }
  var completion: OptionCompletion { get }
  /// Whether the help shows the default.
  var showsDefault: Bool { get }
  /// Whether the record's `options` shows the option.
  var isRecorded: Bool { get }
  /// The property that holds the value.
  var property: PartialKeyPath<AnalysisOptions> { get }

  /// Returns the value in `options`; nil for none.
  func value(in options: AnalysisOptions) -> Value?

  /// Sets a value in `options`.
  func set(_ value: Value, in options: inout AnalysisOptions)

  /// Which values are valid; nil if all are.
  var limits: OptionLimits<Value>? { get }
}

/// The valid values of an option, and their description.
public struct OptionLimits<Value: OptionValue>: Sendable {
  let words: String
  let contain: @Sendable (Value) -> Bool

  init(_ words: String, contain: @escaping @Sendable (Value) -> Bool) {
    (self.words, self.contain) = (words, contain)
  }
}

extension OptionValue {
  /// Parses an option's argument. Throws `OptionRefusal`, which says what is valid, also if the value is outside the
  /// limits.
  public static func parsing(_ argument: String, within limits: OptionLimits<Self>?) throws(OptionRefusal) -> Self {
    guard let limits else { return try Self(argument: argument) }
    do throws(OptionRefusal) {
      let value = try Self(argument: argument)
      if limits.contain(value) { return value }
    } catch {
      if !error.description.isEmpty { throw error }
    }
    throw OptionRefusal("it takes \(limits.words)")
  }
}

/// Shell completion of an option's value.
public enum OptionCompletion: Sendable {
  case nothing
  /// All values.
  case values
  case list([String])
  /// Files with these extensions.
  case files([String])
  case directory
}

extension AnalysisOption {
  /// The option as typed on the command line.
  public var flag: String { "--\(name)" }

  /// The value in `options`; nil if it is the default.
  private func chosen(in options: AnalysisOptions) -> Value? {
    let value = value(in: options)
    return value == self.value(in: AnalysisOptions()) ? nil : value
  }

  /// The command-line argument that gives a worker the value in `options`; nil for the default.
  public func word(for options: AnalysisOptions) -> String? {
    // A single argument, so that no value is parsed as an option.
    chosen(in: options).map { "\(flag)=\($0.argument)" }
  }

  /// The option as it stands in a record; nil if it is default or not recorded.
  func recorded(of options: AnalysisOptions) -> String? {
    isRecorded ? chosen(in: options).map { "\(flag) \($0.text)" } : nil
  }
}

/// An option whose value is a property of `AnalysisOptions`.
struct OptionRow<Value: OptionValue>: AnalysisOption {
  let name: String
  let valueName: String
  let help: String
  var completion = OptionCompletion.nothing
  var showsDefault = false
  var isRecorded = true
  var limits: OptionLimits<Value>?
  let property: PartialKeyPath<AnalysisOptions>
  private let get: (AnalysisOptions) -> Value?
  private let put: (Value, inout AnalysisOptions) -> Void

  /// An option for a property that always has a value.
  init(
    _ property: WritableKeyPath<AnalysisOptions, Value>,
    _ name: String,
    _ valueName: String,
    _ help: String,
    completion: OptionCompletion = .nothing,
    showsDefault: Bool = false,
    limits: OptionLimits<Value>? = nil
  ) {
    (self.name, self.valueName, self.help) = (name, valueName, help)
    (self.completion, self.showsDefault, self.limits, self.property) = (completion, showsDefault, limits, property)
    get = { $0[keyPath: property] }
    put = { $1[keyPath: property] = $0 }
  }

  /// An option for a time that always has a value, in seconds.
  init(
    seconds property: WritableKeyPath<AnalysisOptions, Double>,
    _ name: String,
    _ help: String,
    limits: OptionLimits<Value>
  ) where Value == ClipTime {
    (self.name, self.valueName, self.help, self.limits) = (name, "T", help, limits)
    (self.showsDefault, self.property) = (true, property)
    get = { ClipTime(seconds: $0[keyPath: property]) }
    put = { $1[keyPath: property] = $0.seconds }
  }

  /// An option for a time in seconds that is nil by default.
  init(
    seconds property: WritableKeyPath<AnalysisOptions, Double?>,
    _ name: String,
    _ help: String,
    isRecorded: Bool = true,
    limits: OptionLimits<Value>
  ) where Value == ClipTime {
    (self.name, self.valueName, self.help, self.limits) = (name, "T", help, limits)
    (self.isRecorded, self.property) = (isRecorded, property)
    get = { $0[keyPath: property].map(ClipTime.init) }
    put = { $1[keyPath: property] = $0.seconds }
  }

  /// An option for a property that is nil by default.
  init(
    _ property: WritableKeyPath<AnalysisOptions, Value?>,
    _ name: String,
    _ valueName: String,
    _ help: String,
    completion: OptionCompletion = .nothing,
    isRecorded: Bool = true,
    limits: OptionLimits<Value>? = nil
  ) {
    (self.name, self.valueName, self.help) = (name, valueName, help)
    (self.completion, self.isRecorded, self.limits, self.property) = (completion, isRecorded, limits, property)
    get = { $0[keyPath: property] }
    put = { $1[keyPath: property] = $0 }
  }

  func value(in options: AnalysisOptions) -> Value? { get(options) }

  func set(_ value: Value, in options: inout AnalysisOptions) { put(value, &options) }
}

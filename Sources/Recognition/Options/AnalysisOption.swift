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

  /// Returns a description of the valid values if `value` is not one of them; else nil.
  func validationMessage(about value: Value) -> String?
}

/// Shell completion of an option's value.
public enum OptionCompletion: Sendable {
  case nothing
  /// All values.
  case values
  case list([String])
  /// Files with these extensions.
  case files([String])
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

  /// Why the value in `options` is invalid; nil if it is valid.
  public func validationMessage(about options: AnalysisOptions) -> String? {
    value(in: options).flatMap { validationMessage(about: $0) }.map { "\(flag) takes \($0)" }
  }
}

/// An option whose value is a property of `AnalysisOptions`.
struct OptionRow<Value: OptionValue>: AnalysisOption {
  /// The valid values, and their description.
  struct Limits {
    let words: String
    let contain: (Value) -> Bool

    init(_ words: String, contain: @escaping (Value) -> Bool) {
      (self.words, self.contain) = (words, contain)
    }
  }

  let name: String
  let valueName: String
  let help: String
  var completion = OptionCompletion.nothing
  var showsDefault = false
  var isRecorded = true
  var limits: Limits?
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
    limits: Limits? = nil
  ) {
    (self.name, self.valueName, self.help) = (name, valueName, help)
    (self.completion, self.showsDefault, self.limits, self.property) = (completion, showsDefault, limits, property)
    get = { $0[keyPath: property] }
    put = { $1[keyPath: property] = $0 }
  }

  /// An option for a property that is nil by default.
  init(
    _ property: WritableKeyPath<AnalysisOptions, Value?>,
    _ name: String,
    _ valueName: String,
    _ help: String,
    completion: OptionCompletion = .nothing,
    isRecorded: Bool = true,
    limits: Limits? = nil
  ) {
    (self.name, self.valueName, self.help) = (name, valueName, help)
    (self.completion, self.isRecorded, self.limits, self.property) = (completion, isRecorded, limits, property)
    get = { $0[keyPath: property] }
    put = { $1[keyPath: property] = $0 }
  }

  func value(in options: AnalysisOptions) -> Value? { get(options) }

  func set(_ value: Value, in options: inout AnalysisOptions) { put(value, &options) }

  func validationMessage(about value: Value) -> String? {
    limits.flatMap { $0.contain(value) ? nil : $0.words }
  }
}

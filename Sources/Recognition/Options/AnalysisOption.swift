/// A row of the table of options: one option that changes a clip's record.
public protocol AnalysisOption {
  associatedtype Value: OptionValue

  /// The name, without the two dashes.
  var name: String { get }
  /// The placeholder for the value in the help.
  var valueName: String { get }
  /// One sentence: what the option does.
  var help: String { get }
  var completion: OptionCompletion { get }
  /// Whether the help shows the default.
  var showsDefault: Bool { get }
  /// Whether the option appears in the record's `options`.
  var isRecorded: Bool { get }
  /// The property that holds the value.
  var property: PartialKeyPath<AnalysisOptions> { get }

  /// Returns the value in `options`, nil if there is none.
  func value(in options: AnalysisOptions) -> Value?

  /// Sets the value in `options`.
  func set(_ value: Value, in options: inout AnalysisOptions)

  /// Returns the allowed values in words, nil if `value` is one of them.
  func validationMessage(about value: Value) -> String?
}

/// What a shell offers as an option's value.
public enum OptionCompletion: Sendable {
  case nothing
  /// All values.
  case values
  case list([String])
  /// Files with these extensions.
  case files([String])
}

extension AnalysisOption {
  /// The option as users type it.
  public var flag: String { "--\(name)" }

  /// Returns the value in `options`, nil if it is the default.
  private func chosen(in options: AnalysisOptions) -> Value? {
    let value = value(in: options)
    return value == self.value(in: AnalysisOptions()) ? nil : value
  }

  /// Returns the argument that gives a worker the value in `options`, nil if it is the default.
  public func word(for options: AnalysisOptions) -> String? {
    // One word, so that no value is mistaken for an option.
    chosen(in: options).map { "\(flag)=\($0.argument)" }
  }

  /// Returns the option as a record lists it, nil if it is the default or not recorded.
  func recorded(of options: AnalysisOptions) -> String? {
    isRecorded ? chosen(in: options).map { "\(flag) \($0.text)" } : nil
  }

  /// Returns why the value in `options` is not allowed, nil if it is.
  public func validationMessage(about options: AnalysisOptions) -> String? {
    value(in: options).flatMap { validationMessage(about: $0) }.map { "\(flag) takes \($0)" }
  }
}

/// An option whose value is a property of `AnalysisOptions`.
struct OptionRow<Value: OptionValue>: AnalysisOption {
  /// The allowed values, and words for them.
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

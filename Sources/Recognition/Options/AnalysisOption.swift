/// A row of the table of options: one option that changes a clip's record.
public protocol AnalysisOption {
  associatedtype Value: OptionValue

  /// Without the two dashes.
  var name: String { get }
  /// What stands for the value in the help.
  var valueName: String { get }
  /// What the option does, in a sentence.
  var help: String { get }
  var completion: OptionCompletion { get }
  /// Whether the help shows the value that counts without the option.
  var showsDefault: Bool { get }
  /// Whether the record's `options` shows the option.
  var isRecorded: Bool { get }
  /// The property that holds the value.
  var property: PartialKeyPath<AnalysisOptions> { get }

  /// The value in `options`; nil for none.
  func value(in options: AnalysisOptions) -> Value?

  /// Puts a value into `options`.
  func set(_ value: Value, in options: inout AnalysisOptions)

  /// Which of the values that can be read are of use, in words; nil where `value` is one of them.
  func validationMessage(about value: Value) -> String?
}

/// What a shell offers behind an option.
public enum OptionCompletion: Sendable {
  case nothing
  /// All values.
  case values
  case list([String])
  /// Files with these extensions.
  case files([String])
}

extension AnalysisOption {
  /// As users type it.
  public var flag: String { "--\(name)" }

  /// The value in `options`; nil where it is the one that counts without the option.
  private func chosen(in options: AnalysisOptions) -> Value? {
    let value = value(in: options)
    return value == self.value(in: AnalysisOptions()) ? nil : value
  }

  /// The word of a command line that makes a worker's value equal to that in `options`; nil where none is needed.
  public func word(for options: AnalysisOptions) -> String? {
    // In one word, so that no value is taken for an option.
    chosen(in: options).map { "\(flag)=\($0.argument)" }
  }

  /// The option as a record shows it; nil where it is default or is not shown.
  func recorded(of options: AnalysisOptions) -> String? {
    isRecorded ? chosen(in: options).map { "\(flag) \($0.text)" } : nil
  }

  /// Why the value in `options` is of no use; nil where it is.
  public func validationMessage(about options: AnalysisOptions) -> String? {
    value(in: options).flatMap { validationMessage(about: $0) }.map { "\(flag) takes \($0)" }
  }
}

/// An option whose value is a property of `AnalysisOptions`.
struct OptionRow<Value: OptionValue>: AnalysisOption {
  /// Values of use, and the words for them.
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

  /// A property that always has a value.
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

  /// A property that has none without the option.
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

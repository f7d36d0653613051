import ArgumentParser
import Recognition
import System

/// The rows of the option table that a command has.
protocol OptionSelection {
  /// In help order.
  static var rows: [any AnalysisOption] { get }
  /// The options among them for which the command needs to know whether they were given, whatever their value.
  static var presenceTracked: [PartialKeyPath<AnalysisOptions>] { get }
}

extension OptionSelection {
  static var presenceTracked: [PartialKeyPath<AnalysisOptions>] { [] }
}

/// Options from the table, in the form that the argument parser takes.
///
/// The parser finds a type's options in its mirror and decodes their values by the same names. Both are built from the
/// table's rows here, instead of one declared property per option.
struct OptionTable<Selection: OptionSelection>: ParsableArguments, CustomReflectable {
  private(set) var options = AnalysisOptions()
  private var given: Set<String> = []

  init() {}

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    for row in Selection.rows where try row.read(from: values, into: &options, tracksPresence: Self.tracksPresence(row))
    {
      given.insert(row.name)
    }
  }

  var customMirror: Mirror {
    // The name of a property's wrapper.
    Mirror(
      self,
      children: Selection.rows.map { ("_\($0.name)", $0.declaration(tracksPresence: Self.tracksPresence($0))) }
    )
  }

  func validate() throws {
    for row in Selection.rows {
      if let validationMessage = row.validationMessage(about: options) { throw ValidationError(validationMessage) }
    }
  }

  /// Whether one of the `presenceTracked` options was given.
  func isGiven(_ property: PartialKeyPath<AnalysisOptions>) -> Bool {
    AnalysisOptions.rows(property).contains { given.contains($0.name) }
  }

  private static func tracksPresence(_ row: any AnalysisOption) -> Bool {
    Selection.presenceTracked.contains(row.property)
  }

  /// An option's name.
  fileprivate struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) { nil }
  }
}

extension AnalysisOption {
  /// The parser's `Option`, with a default value only if the table shows one and presence is not tracked.
  fileprivate func declaration(tracksPresence: Bool) -> Any {
    let initial = showsDefault ? value(in: AnalysisOptions()).map(Typed.init) : nil
    if let initial, !tracksPresence {
      return Option(
        wrappedValue: initial,
        name: .customLong(name),
        help: ArgumentHelp(help, valueName: valueName),
        completion: completion.kind(of: Value.self)
      )
    }
    let ending = initial.map { " (default: \($0.value.argument))" } ?? ""
    let help = ArgumentHelp("\(help)\(ending)", valueName: valueName)
    guard Value.explainsRefusals else {
      return Option<Typed<Value>?>(name: .customLong(name), help: help, completion: completion.kind(of: Value.self))
    }
    return Option<Typed<Value>?>(
      name: .customLong(name),
      help: help,
      completion: completion.kind(of: Value.self),
      transform: { Typed(try Value(argument: $0)) }
    )
  }

  /// Stores the parsed value in `options`. Returns false if the option was not given.
  fileprivate func read<Key: CodingKey>(
    from values: KeyedDecodingContainer<Key>,
    into options: inout AnalysisOptions,
    tracksPresence: Bool
  ) throws -> Bool {
    let key = Key(stringValue: name)!
    let found =
      showsDefault && !tracksPresence
      ? try values.decode(Option<Typed<Value>>.self, forKey: key).wrappedValue
      : try values.decode(Option<Typed<Value>?>.self, forKey: key).wrappedValue
    if let found { set(found.value, in: &options) }
    return found != nil
  }
}

/// An option's value as the parser reads it.
private struct Typed<Value: OptionValue>: ExpressibleByArgument {
  let value: Value

  init(_ value: Value) {
    self.value = value
  }

  init?(argument: String) {
    guard let value = try? Value(argument: argument) else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { value.argument }

  static var allValueStrings: [String] { Value.allArguments }
}

extension OptionCompletion {
  fileprivate func kind<Value: OptionValue>(of type: Value.Type) -> CompletionKind? {
    switch self {
    case .nothing: nil
    case .values: .list(Value.allArguments)
    case .list(let values): .list(values)
    case .files(let extensions): .file(extensions: extensions)
    }
  }
}

extension ClipPath: ExpressibleByArgument {
  public static var defaultCompletionKind: CompletionKind { .file() }
}

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
  /// The parser's `Option`, with a default value only if the parser can show it.
  fileprivate func declaration(tracksPresence: Bool) -> Any {
    let initial = showsDefault ? value(in: AnalysisOptions()).map(Typed.init) : nil
    let name = NameSpecification.customLong(name)
    let completion = completion.kind(of: Value.self)
    if let initial, parserKnowsDefault(tracksPresence: tracksPresence) {
      let help = ArgumentHelp(help, valueName: valueName)
      return Option(wrappedValue: initial, name: name, help: help, completion: completion)
    }
    let ending = initial.map { " (default: \($0.value.text))" } ?? ""
    let help = ArgumentHelp("\(help)\(ending)", valueName: valueName)
    guard Value.allArguments.isEmpty else {
      return Option<Typed<Value>?>(name: name, help: help, completion: completion)
    }
    // An argument that begins with a minus sign is then refused for what it is.
    let parsing = Value.isNumber ? SingleValueParsingStrategy.unconditional : .next
    return Option<Typed<Value>?>(name: name, parsing: parsing, help: help, completion: completion) { [limits] in
      Typed(try Value.parsing($0, within: limits))
    }
  }

  /// Whether the parser shows and supplies the default. It does so only for values that it can list, and that it then
  /// lists for a wrong one too.
  private func parserKnowsDefault(tracksPresence: Bool) -> Bool {
    showsDefault && !tracksPresence && !Value.allArguments.isEmpty
  }

  /// Stores the parsed value in `options`. Returns false if the option was not given.
  fileprivate func read<Key: CodingKey>(
    from values: KeyedDecodingContainer<Key>,
    into options: inout AnalysisOptions,
    tracksPresence: Bool
  ) throws -> Bool {
    let key = Key(stringValue: name)!
    let found =
      parserKnowsDefault(tracksPresence: tracksPresence)
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
    case .directory: .directory
    }
  }
}

extension ClipPath: ExpressibleByArgument {
  public static var defaultCompletionKind: CompletionKind { .file() }
}

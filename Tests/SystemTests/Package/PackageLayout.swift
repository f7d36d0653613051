import Foundation

/// The targets that a Package.swift declares, in order, parsed from its text.
///
/// Supports `.target(name: "A", dependencies: ["B", .product(name: "C", package: "d")], path: "…")` with `exclude`,
/// `sources` and `linkerSettings`, and the same for `.executableTarget` and `.testTarget`. Anything else in the list of
/// `targets:` is an error, because it could not be checked.
struct PackageLayout {
  /// A target and its declared dependencies.
  struct Target {
    enum Kind: String {
      case library = "target"
      case executable = "executableTarget"
      case test = "testTarget"
    }

    let kind: Kind
    let name: String
    /// Other targets of the package.
    let dependencies: [String]
    /// Products of other packages.
    let products: [String]
    /// The target's folder, relative to the package's.
    let path: String
    /// Files and folders in `path` that do not belong to the target.
    let excluded: [String]
    /// The files and folders in `path` that belong to the target; nil for all.
    let sources: [String]?
  }

  /// An unsupported construct and its line.
  struct ReadingError: Error, CustomStringConvertible {
    let line: Int
    let reason: String

    var description: String { "Package.swift:\(line): \(reason)" }
  }

  let targets: [Target]

  /// Throws `ReadingError`.
  init(_ text: String) throws(ReadingError) {
    var reader = ManifestReader(try ManifestToken.tokens(of: text))
    targets = try reader.targets()
  }

  func target(named name: String) -> Target? {
    targets.first { $0.name == name }
  }
}

/// A Swift token, as far as a list of targets needs it: a word, a string or a sign.
struct ManifestToken: Equatable {
  enum Content: Equatable {
    case word(String)
    case string(String)
    case sign(Character)
  }

  let content: Content
  let line: Int

  /// Returns the tokens of a text, without comments. Throws `PackageLayout.ReadingError` for a string with a backslash
  /// or without an end, whose value differs from its text.
  static func tokens(of text: String) throws(PackageLayout.ReadingError) -> [ManifestToken] {
    var tokens: [ManifestToken] = []
    var rest = text[...]
    var line = 1
    while let first = rest.first {
      if rest.hasPrefix("//") {
        rest = rest.drop { !$0.isNewline }
      } else if first == "\"" {
        let value = rest.dropFirst().prefix { $0 != "\"" }
        if value.contains(where: { $0 == "\\" || $0.isNewline }) || value.endIndex == rest.endIndex {
          throw PackageLayout.ReadingError(line: line, reason: "a string with a backslash or without an end")
        }
        tokens.append(ManifestToken(content: .string(String(value)), line: line))
        rest = rest[value.endIndex...].dropFirst()
      } else if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        tokens.append(ManifestToken(content: .word(String(word)), line: line))
        rest = rest[word.endIndex...]
      } else {
        if first.isNewline { line += 1 }
        if !first.isWhitespace { tokens.append(ManifestToken(content: .sign(first), line: line)) }
        rest = rest.dropFirst()
      }
    }
    return tokens
  }
}

/// Parses targets from the tokens of a Package.swift.
private struct ManifestReader {
  typealias ReadingError = PackageLayout.ReadingError
  typealias Target = PackageLayout.Target

  private let tokens: [ManifestToken]
  private var position = 0

  init(_ tokens: [ManifestToken]) {
    self.tokens = tokens
  }

  /// Parses the list after the package's `targets:`; a product's list of the same name contains strings.
  mutating func targets() throws(ReadingError) -> [Target] {
    let heads = tokens.indices.filter { index in
      Array(tokens[index...].prefix(4).map(\.content)) == [.word("targets"), .sign(":"), .sign("["), .sign(".")]
    }
    guard heads.count == 1 else { throw failure("expected one list of targets, found \(heads.count)") }
    position = heads[0] + 2
    var targets: [Target] = []
    try list { reader throws(ReadingError) in targets.append(try reader.target()) }
    for (index, target) in targets.enumerated() where targets[..<index].contains(where: { $0.name == target.name }) {
      throw failure("two targets are named \(target.name)")
    }
    return targets
  }

  private mutating func target() throws(ReadingError) -> Target {
    try expect(".")
    let word = try word()
    guard let kind = Target.Kind(rawValue: word) else { throw failure("unknown kind of target: .\(word)") }
    var (name, path): (String?, String?)
    var (dependencies, products, excluded): ([String], [String], [String]) = ([], [], [])
    var sources: [String]?
    try arguments { reader, label throws(ReadingError) in
      switch label {
      case "name": name = try reader.string()
      case "path": path = try reader.string()
      case "exclude": excluded = try reader.strings()
      case "sources": sources = try reader.strings()
      case "cSettings", "linkerSettings": try reader.skipValue()
      case "dependencies":
        try reader.list { reader throws(ReadingError) in
          if let product = try reader.product() {
            products.append(product)
          } else {
            dependencies.append(try reader.string())
          }
        }
      default: throw reader.failure("unknown target argument: \(label)")
      }
    }
    guard let name else { throw failure("a target without a name") }
    return Target(
      kind: kind,
      name: name,
      dependencies: dependencies,
      products: products,
      path: path ?? (kind == .test ? "Tests/" : "Sources/") + name,
      excluded: excluded,
      sources: sources
    )
  }

  /// Parses `.product(name: …, package: …)` and returns its name; nil if the next token is not a dot.
  private mutating func product() throws(ReadingError) -> String? {
    guard take(".") else { return nil }
    let word = try word()
    guard word == "product" else { throw failure("unknown kind of dependency: .\(word)") }
    var name: String?
    try arguments { reader, label throws(ReadingError) in
      guard ["name", "package"].contains(label) else { throw reader.failure("unknown product argument: \(label)") }
      let value = try reader.string()
      if label == "name" { name = value }
    }
    guard let name else { throw failure("a product without a name") }
    return name
  }

  // MARK: Lists, arguments and single tokens

  /// Parses `(label: value, …)`, calling `read` with each label to parse its value.
  private mutating func arguments(_ read: (inout Self, String) throws(ReadingError) -> Void) throws(ReadingError) {
    try expect("(")
    while !take(")") {
      let label = try word()
      try expect(":")
      try read(&self, label)
      if !take(",") {
        try expect(")")
        return
      }
    }
  }

  /// Parses `[value, …]`, calling `read` for each value.
  private mutating func list(_ read: (inout Self) throws(ReadingError) -> Void) throws(ReadingError) {
    try expect("[")
    while !take("]") {
      try read(&self)
      if !take(",") {
        try expect("]")
        return
      }
    }
  }

  /// Skips a value, up to the comma or bracket after it.
  private mutating func skipValue() throws(ReadingError) {
    var depth = 0
    while let token = tokens.indices.contains(position) ? tokens[position] : nil {
      switch token.content {
      case .sign("("), .sign("["), .sign("{"): depth += 1
      case .sign(")"), .sign("]"), .sign("}"):
        if depth == 0 { return }
        depth -= 1
      case .sign(",") where depth == 0: return
      default: break
      }
      position += 1
    }
    throw failure("a value without an end")
  }

  private mutating func strings() throws(ReadingError) -> [String] {
    var strings: [String] = []
    try list { reader throws(ReadingError) in strings.append(try reader.string()) }
    return strings
  }

  private mutating func string() throws(ReadingError) -> String {
    guard position < tokens.count, case .string(let text) = tokens[position].content else {
      throw failure("expected a string literal")
    }
    position += 1
    return text
  }

  private mutating func word() throws(ReadingError) -> String {
    guard position < tokens.count, case .word(let text) = tokens[position].content else {
      throw failure("expected a word")
    }
    position += 1
    return text
  }

  private mutating func expect(_ sign: Character) throws(ReadingError) {
    guard take(sign) else { throw failure("expected '\(sign)'") }
  }

  private mutating func take(_ sign: Character) -> Bool {
    guard position < tokens.count, tokens[position].content == .sign(sign) else { return false }
    position += 1
    return true
  }

  private func failure(_ reason: String) -> ReadingError {
    ReadingError(
      line: tokens.indices.contains(position) ? tokens[position].line : tokens.last?.line ?? 1,
      reason: reason
    )
  }
}

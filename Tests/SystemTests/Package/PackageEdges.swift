import Foundation

/// Compares the dependencies that a package's targets declare with the modules that their files import.
struct PackageEdges {
  private let layout: PackageLayout
  private let root: String

  /// Reads the package in the folder `root`. Throws `PackageLayout.ReadingError`, or an error of reading Package.swift.
  init(root: String) throws {
    self.root = root
    layout = try PackageLayout(try String(contentsOfFile: "\(root)/Package.swift", encoding: .utf8))
  }

  /// Returns a sentence for each wrong edge, with the file and both ends:
  /// - an import of one of the package's modules that the target does not declare,
  /// - a declared dependency that no file of the target imports, unless it is an executable, which tests may run,
  /// - a dependency on a later target, or on one that does not exist.
  func problems() throws -> [String] {
    var problems: [String] = []
    for (index, target) in layout.targets.enumerated() {
      let before = layout.targets[..<index].map(\.name)
      for dependency in target.dependencies where !before.contains(dependency) {
        let reason = layout.target(named: dependency) == nil ? "which is not a target" : "which comes after it"
        problems.append("Package.swift: \(target.name) depends on \(dependency), \(reason)")
      }
      problems += try importProblems(of: target)
    }
    return problems
  }

  private func importProblems(of target: PackageLayout.Target) throws -> [String] {
    let files = try files(of: target)
    if files.isEmpty { return ["\(target.path): \(target.name) has no source files"] }
    var problems: [String] = []
    var imported: Set<String> = []
    for file in files {
      let modules = Self.imports(in: try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8))
      imported.formUnion(modules)
      for module in modules.sorted() where layout.target(named: module) != nil && module != target.name {
        if target.dependencies.contains(module) { continue }
        problems.append("\(file) imports \(module), which \(target.name) does not declare in Package.swift")
      }
    }
    let started = target.dependencies.filter { layout.target(named: $0)?.kind == .executable }
    for name in target.dependencies + target.products where !imported.contains(name) && !started.contains(name) {
      problems.append("Package.swift: \(target.name) declares \(name), which no file below \(target.path) imports")
    }
    return problems
  }

  /// Returns a target's Swift and C files, as sorted paths relative to the package's folder.
  private func files(of target: PackageLayout.Target) throws -> [String] {
    let folder = "\(root)/\(target.path)"
    guard let entries = FileManager.default.enumerator(atPath: folder) else { return [] }
    func isBelow(_ path: String, _ parents: [String]) -> Bool {
      parents.contains { path == $0 || path.hasPrefix($0 + "/") }
    }
    return entries.compactMap { $0 as? String }.filter { path in
      guard ["swift", "c", "h"].contains((path as NSString).pathExtension) else { return false }
      return !isBelow(path, target.excluded) && target.sources.map { isBelow(path, $0) } ?? true
    }.sorted().map { "\(target.path)/\($0)" }
  }

  /// Returns the modules that a file imports, or whose header of the same name it includes.
  static func imports(in source: String) -> Set<String> {
    let kinds = ["class", "enum", "func", "let", "protocol", "struct", "typealias", "var"]
    let modules = source.split(whereSeparator: \.isNewline).compactMap { line -> Substring? in
      var words = line.split { $0 == " " || $0 == "\t" }[...]
      if words.first == "#include", let header = words.dropFirst().first?.trimmingPrefix(/["<]/) {
        return header.firstRange(of: ".h").map { header[..<$0.lowerBound] }
      }
      // Skip attributes and access levels, as in `@testable import` and `public import`.
      let levels = ["public", "package", "internal", "fileprivate", "private"]
      words = words.drop { $0.hasPrefix("@") || levels.contains(String($0)) }
      guard words.popFirst() == "import" else { return nil }
      if let kind = words.first, kinds.contains(String(kind)) { words.removeFirst() }
      return words.first?.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    }
    return Set(modules.map(String.init))
  }
}

import TestSupport
import Testing

@Suite("Package dependencies")
struct PackageEdgesTests {
  @Test("Every import is declared, every dependency is used, and data flows one way")
  func wholePackage() throws {
    for problem in try PackageEdges(root: Repository.root).problems() { Issue.record("\(problem)") }
  }

  @Test("Every target of the package is read")
  func layout() throws {
    let text = try String(contentsOfFile: "\(Repository.root)/Package.swift", encoding: .utf8)
    let layout = try PackageLayout(text)
    let written = text.split(whereSeparator: \.isNewline).count { line in
      [".target(", ".executableTarget(", ".testTarget("].contains { line.contains($0) }
    }
    #expect(layout.targets.count == written && written > 20)
    let program = try #require(layout.target(named: "emocli"))
    #expect(program.kind == .executable && program.products == ["ArgumentParser"])
    #expect(program.path == "Sources/emocli" && program.dependencies.contains("System"))
    #expect(layout.target(named: "SystemTests")?.path == "Tests/SystemTests")
    #expect(layout.target(named: "TestSupport")?.path == "Tests/TestSupport")
  }

  @Test("The table in docs/architecture.md lists the targets in their order")
  func architecture() throws {
    let package = try String(contentsOfFile: "\(Repository.root)/Package.swift", encoding: .utf8)
    let targets = try PackageLayout(package).targets.filter { $0.path.hasPrefix("Sources/") }.map(\.name)
    let page = try String(contentsOfFile: "\(Repository.root)/docs/architecture.md", encoding: .utf8)
    let rows = page.split(separator: "\n").drop { $0 != "| target | has |" }.dropFirst(2).prefix {
      $0.hasPrefix("| `")
    }
    #expect(rows.map { String($0.split(separator: "`")[1]) } == targets)
  }

  /// A package with modules, a program and tests.
  private static let manifest = """
    let package = Package(
      name: "p",
      products: [.executable(name: "p", targets: ["p"])],
      targets: [
        .target(name: "CBase"),  // In C.
        .target(name: "Base", dependencies: ["CBase"], linkerSettings: ["a", "b"].map { .linkedLibrary($0) }),
        .target(name: "Upper", dependencies: ["Base"], path: "Other", exclude: ["no.swift", "Sub"]),
        .executableTarget(
          name: "p",
          dependencies: ["Base", .product(name: "ArgumentParser", package: "swift-argument-parser")],
        ),
        .testTarget(name: "BaseTests", dependencies: ["Base", "p"]),
      ]
    )
    """

  private static let files = [
    "Package.swift": manifest,
    "Sources/CBase/include/CBase.h": "#include <stdio.h>\n",
    "Sources/CBase/base.c": "#include \"CBase.h\"\n",
    "Sources/Base/Base.swift": "internal import CBase\nimport Foundation\n",
    "Other/Upper.swift": "// import Nothing\nimport struct Base.Thing\n",
    "Other/no.swift": "import p\n",
    "Other/Sub/more.swift": "import CBase\n",
    "Sources/p/main.swift": "import ArgumentParser\n  @preconcurrency import Base\n",
    "Tests/BaseTests/Tests.swift": "@testable import Base\nimport Testing\n",
  ]

  /// Returns the problems of the package with some of its files replaced.
  private func problems(_ changes: [String: String] = [:]) throws -> [String] {
    let folder = try WorkFolder()
    for (name, text) in Self.files.merging(changes, uniquingKeysWith: { $1 }) { try folder.put(text, name) }
    return try PackageEdges(root: folder.path).problems()
  }

  @Test("A correct package has no problems")
  func right() throws {
    #expect(try problems().isEmpty)
  }

  @Test("An undeclared import is found in Swift and C, with file and edge")
  func undeclared() throws {
    #expect(
      try problems(["Other/Upper.swift": "import Base\nimport CBase\n"])
        == ["Other/Upper.swift imports CBase, which Upper does not declare in Package.swift"]
    )
    #expect(
      try problems(["Tests/BaseTests/More.swift": "#if canImport(Upper)\n  @testable import Upper\n#endif\n"])
        == ["Tests/BaseTests/More.swift imports Upper, which BaseTests does not declare in Package.swift"]
    )
    #expect(
      try problems(["Sources/CBase/base.c": "#include \"Upper.h\"\n"])
        == ["Sources/CBase/base.c imports Upper, which CBase does not declare in Package.swift"]
    )
  }

  @Test("An unused dependency is found")
  func unused() throws {
    #expect(
      try problems(["Sources/p/main.swift": "import Base\n"])
        == ["Package.swift: p declares ArgumentParser, which no file below Sources/p imports"]
    )
    #expect(
      try problems(["Sources/Base/Base.swift": "import Foundation\n"])
        == ["Package.swift: Base declares CBase, which no file below Sources/Base imports"]
    )
  }

  @Test("A dependency on a later or missing target is found")
  func order() throws {
    let changed = { (old: String, new: String) in ["Package.swift": Self.manifest.replacing(old, with: new)] }
    #expect(
      try problems(
        changed("name: \"CBase\"", "name: \"CBase\", dependencies: [\"Base\"]").merging(
          ["Sources/CBase/base.c": "#include <Base.h>\n"],
          uniquingKeysWith: { $1 }
        )
      ) == ["Package.swift: CBase depends on Base, which comes after it"]
    )
    #expect(
      try problems(changed("[\"Base\", \"p\"]", "[\"Base\", \"q\"]")) == [
        "Package.swift: BaseTests depends on q, which is not a target",
        "Package.swift: BaseTests declares q, which no file below Tests/BaseTests imports",
      ]
    )
    #expect(try problems(changed("path: \"Other\"", "path: \"Away\"")) == ["Away: Upper has no source files"])
  }

  @Test(
    "An unsupported construct is an error",
    arguments: [
      ("name: \"CBase\"", "name: \"CBase\", plugins: []", "unknown target argument: plugins"),
      ("[\"CBase\"]", "[.byName(name: \"CBase\")]", "unknown kind of dependency: .byName"),
      ("[\"CBase\"]", "[cBase]", "expected a string literal"),
      ("[\"CBase\"]", "[\"CBase\"] + more", "expected ')'"),
      ("\"Other\"", "\"Oth\\u{65}r\"", "a string with a backslash or without an end"),
      (".testTarget", ".macro", "unknown kind of target: .macro"),
      ("  targets: [\n", "  targets: all, more: [\n", "expected one list of targets, found 0"),
      ("\"Upper\"", "\"Base\"", "two targets are named Base"),
    ]
  )
  func unreadable(old: String, new: String, reason: String) {
    let error = #expect(throws: PackageLayout.ReadingError.self) {
      try PackageLayout(Self.manifest.replacing(old, with: new))
    }
    #expect(error?.reason == reason)
  }
}

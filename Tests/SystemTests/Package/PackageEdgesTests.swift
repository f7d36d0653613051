import TestSupport
import Testing

@Suite("The package's edges")
struct PackageEdgesTests {
  @Test("Every import is declared, every dependency is used, and data flows one way")
  func wholePackage() throws {
    for problem in try PackageEdges(root: Repository.root).problems() { Issue.record("\(problem)") }
  }

  @Test("The whole package is read")
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

  /// A package of two modules, a program and its tests.
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

  /// What is wrong with the package when some of its files have another text.
  private func problems(_ changes: [String: String] = [:]) throws -> [String] {
    let folder = try WorkFolder()
    for (name, text) in Self.files.merging(changes, uniquingKeysWith: { $1 }) { try folder.put(text, name) }
    return try PackageEdges(root: folder.path).problems()
  }

  @Test("A package whose edges are right")
  func right() throws {
    #expect(try problems().isEmpty)
  }

  @Test("An undeclared import is found, in Swift and in C, with file and edge")
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

  @Test("A dependency that no file imports is found")
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

  @Test("A dependency on a later target, or on none, is found")
  func order() throws {
    let changed = { (old: String, new: String) in ["Package.swift": Self.manifest.replacing(old, with: new)] }
    #expect(
      try problems(
        changed("name: \"CBase\"", "name: \"CBase\", dependencies: [\"Base\"]").merging(
          ["Sources/CBase/base.c": "#include <Base.h>\n"],
          uniquingKeysWith: { $1 }
        )
      ) == ["Package.swift: CBase depends on Base, which is named after it"]
    )
    #expect(
      try problems(changed("[\"Base\", \"p\"]", "[\"Base\", \"q\"]")) == [
        "Package.swift: BaseTests depends on q, which is no target",
        "Package.swift: BaseTests declares q, which no file below Tests/BaseTests imports",
      ]
    )
    #expect(try problems(changed("path: \"Other\"", "path: \"Away\"")) == ["Away: there is no source of Upper"])
  }

  @Test(
    "What cannot be read is an error",
    arguments: [
      ("name: \"CBase\"", "name: \"CBase\", plugins: []", "no argument of a target known here: plugins"),
      ("[\"CBase\"]", "[.byName(name: \"CBase\")]", "no kind of dependency known here: .byName"),
      ("[\"CBase\"]", "[cBase]", "a plain string is expected"),
      ("[\"CBase\"]", "[\"CBase\"] + more", "')' is expected"),
      ("\"Other\"", "\"Oth\\u{65}r\"", "a string that is not plain"),
      (".testTarget", ".macro", "no kind of target known here: .macro"),
      ("  targets: [\n", "  targets: all, more: [\n", "0 lists of targets, not one"),
      ("\"Upper\"", "\"Base\"", "two targets are called Base"),
    ]
  )
  func unreadable(old: String, new: String, reason: String) {
    let error = #expect(throws: PackageLayout.ReadingError.self) {
      try PackageLayout(Self.manifest.replacing(old, with: new))
    }
    #expect(error?.reason == reason)
  }
}

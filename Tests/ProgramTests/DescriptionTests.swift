import Foundation
import Recognition
import Records
import TestSupport
import Testing

@Suite("Help, version, schema and doctor")
struct DescriptionTests {
  @Test("--version prints one line with the version")
  func version() throws {
    let result = try Program.run("--version")
    #expect(result.status == 0 && result.lines.count == 1)
    #expect(result.lines.first?.wholeMatch(of: /emocli [0-9]+\.[0-9]+\.[0-9]+/) != nil)
  }

  @Test("--help works on every level and hides internal commands", arguments: SnapshotTests.commands)
  func help(command: String) throws {
    let result = try Program.run(.words(command) + ["--help"])
    #expect(result.status == 0 && result.error.isEmpty && result.text.contains("USAGE: emocli"))
    for hidden in ["worker", "manual"] { #expect(!result.text.contains("\n  \(hidden)")) }
  }

  @Test("Help names every option of the table")
  func options() throws {
    let analyze = try Program.run("analyze", "--help").text
    let (features, other) = (try Program.run("features", "--help").text, try Program.run("help", "features").text)
    #expect(features == other)
    for option in AnalysisOptions.table {
      #expect(analyze.contains("\n  \(option.flag) <\(option.valueName)>"), "\(option.flag)")
    }
    for option in AnalysisOptions.partTable {
      #expect(features.contains("\n  \(option.flag) <\(option.valueName)>"), "\(option.flag)")
    }
  }

  @Test("schema prints the library's schema as JSON")
  func schema() throws {
    let result = try Program.run("schema")
    #expect(result.status == 0 && result.text == RecordSchema.document.serialized(pretty: true) + "\n")
    #expect(try JSONSerialization.jsonObject(with: Data(result.output)) is [String: Any])
  }

  /// OpenBLAS cores without 256-bit instructions.
  static let narrowCores: Set<String> = [
    "Katmai", "Coppermine", "Northwood", "Prescott", "Banias", "Core2", "Penryn", "Dunnington", "Nehalem", "Athlon",
    "Opteron", "Opteron_SSE3", "Barcelona", "Nano", "Atom", "Bobcat",
  ]

  @Test("doctor: the libraries, kernels that suit the processor, a self-test")
  func doctor() throws {
    let result = try Program.run(["doctor"], environment: ["OPENBLAS_CORETYPE": nil])
    #expect(result.status == 0)
    let facts = Dictionary(
      result.lines.map { ($0.prefix(14).trimmingCharacters(in: .whitespaces), String($0.dropFirst(14))) }
    ) { first, _ in first }
    for name in ["emocli", "FFmpeg", "libsndfile", "OpenBLAS", "models"] { #expect(facts[name]?.isEmpty == false) }
    #expect(facts["self-test"]?.hasPrefix("ok") == true)
    let core = try #require(facts["BLAS kernels"]).prefix { $0 != "," }
    let processor = try #require(facts["processor"])
    #expect(!core.isEmpty)
    if processor.contains("AVX2") { #expect(!Self.narrowCores.contains(String(core)) && core != "Sandybridge") }
    if processor.contains("AVX-512") { #expect(["SkylakeX", "Cooperlake", "SapphireRapids", "Zen"].contains(core)) }
  }

  @Test("doctor: a core forced by the user is kept and reported as forced")
  func forcedCore() throws {
    let result = try Program.run(["doctor"], environment: ["OPENBLAS_CORETYPE": "Prescott"])
    #expect(result.status == 0 && result.text.contains("Prescott, one thread (forced by OPENBLAS_CORETYPE)"))
  }
}

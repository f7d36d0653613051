import ArgumentParser
import Reporting
import Runs
import System

/// Which annotation files to write, and where.
struct SidecarOptions: ParsableArguments {
  @Option(
    name: .customLong("sidecar"),
    help: ArgumentHelp(
      "Also write each clip's segments as subtitles, annotation tiers or rows, replacing older files; one segment per "
        + "second unless --timeline or --segments is given.",
      valueName: "srt,vtt,textgrid,eaf,csv"
    ),
    completion: .list(SidecarFormat.allCases.map(\.rawValue)),
    transform: SidecarOptions.formats(parsing:)
  )
  var lists: [[SidecarFormat]] = []

  @Option(
    help: ArgumentHelp("Write the sidecar files to DIR instead of next to the clips.", valueName: "DIR"),
    completion: .directory
  )
  var outputDir: ClipPath?

  var sidecars: SidecarRequest {
    SidecarRequest(SidecarFormat.allCases.filter(lists.joined().contains), folder: outputDir)
  }

  func validate() throws {
    guard let outputDir else { return }
    if outputDir.bytes.isEmpty { throw ValidationError("--output-dir takes a folder") }
    if sidecars.formats.isEmpty { throw ValidationError("--output-dir needs --sidecar") }
  }

  private static func formats(parsing list: String) throws -> [SidecarFormat] {
    try list.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let format = SidecarFormat(rawValue: name.lowercased()) else {
        let known = SidecarFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("allowed are \(known), separated by commas")
      }
      return format
    }
  }
}

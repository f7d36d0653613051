import ArgumentParser
import Recognition

/// The options that change a clip's record. Parsed by `analyze`, and by its workers from the table's arguments.
struct RecognitionOptions: ParsableArguments {
  /// All rows; those that select a part of the clip first.
  enum Selection: OptionSelection {
    static var rows: [any AnalysisOption] {
      let part = AnalysisOptions.partTable
      return part + AnalysisOptions.table.filter { row in !part.contains { $0.name == row.name } }
    }

    static var presenceTracked: [PartialKeyPath<AnalysisOptions>] { [\.face] }
  }

  @OptionGroup var table: OptionTable<Selection>

  var analysis: AnalysisOptions { table.options }

  func validate() throws {
    func flag(_ property: PartialKeyPath<AnalysisOptions>) -> String { AnalysisOptions.flag(property) }
    if analysis.faceTable != nil {
      if table.isGiven(\.face) {
        throw ValidationError("\(flag(\.faceTable)) and \(flag(\.face)) contradict each other")
      }
      if analysis.modality == .voice {
        throw ValidationError("\(flag(\.faceTable)) and \(flag(\.modality)) voice contradict each other")
      }
    }
    if analysis.transcript != nil, analysis.timeline != nil {
      throw ValidationError("\(flag(\.transcript)) and \(flag(\.timeline)) contradict each other")
    }
    if analysis.channelNames != nil, analysis.channel != .each {
      throw ValidationError("\(flag(\.channelNames)) needs \(flag(\.channel)) each")
    }
    if analysis.speakerRule != nil, analysis.channel == .each {
      throw ValidationError(
        "\(flag(\.speakerRule)) and \(flag(\.channel)) each contradict each other: a path names one speaker"
      )
    }
    if analysis.baselineFile != nil, analysis.speakerRule == nil {
      throw ValidationError("\(flag(\.baselineFile)) needs \(flag(\.speakerRule))")
    }
  }
}

import ArgumentParser
import Recognition
import Runs
import System

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: CommandHelp.analyze.abstract,
    discussion: CommandHelp.analyze.discussion
  )

  @Argument(help: ArgumentHelp("Clips, directories, or '-' for paths on standard input.", valueName: "input"))
  var inputs: [ClipPath]

  @OptionGroup(title: "Recognition") var recognition: RecognitionOptions

  @OptionGroup(title: "Output") var records: RecordOptions

  @OptionGroup(title: "Batch") var batch: AnalysisBatchOptions

  @OptionGroup(title: "Sidecar files") var sidecars: SidecarOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    let analysis = recognition.analysis
    let faceTable = analysis.faceTable?.path
    let baselineFlag = AnalysisOptions.flag(\.baselineFile)
    try Emocli.checkingUsage {
      let files = [faceTable, analysis.transcript].compactMap(\.self)
      try UsageError.check(output: records.output, inputs: inputs + files, option: "--output")
      let read = inputs + files + [analysis.fusionModel].compactMap(\.self)
      try UsageError.check(output: analysis.baselineFile, inputs: read, option: baselineFlag)
      let alsoRead = read + [analysis.baselineFile].compactMap(\.self)
      try UsageError.check(output: records.summary, inputs: alsoRead, option: "--summary")
    }
    if let output = records.output, let summary = records.summary, output.isSameFile(as: summary) {
      throw ValidationError("--summary and --output name the same file")
    }
    if records.rows == .segments, analysis.timeline == nil, analysis.transcript == nil,
      sidecars.sidecars.formats.isEmpty
    {
      throw ValidationError(
        "--rows segments needs \(AnalysisOptions.flag(\.timeline)) or \(AnalysisOptions.flag(\.transcript)), which divide "
          + "a clip into segments"
      )
    }
    if let output = records.output, let baseline = analysis.baselineFile, output.isSameFile(as: baseline) {
      throw ValidationError("\(baselineFlag) and --output name the same file")
    }
    if faceTable != nil, batch.inputs(inputs).onlyClip == nil {
      throw ValidationError("\(AnalysisOptions.flag(\.faceTable)) takes one clip")
    }
    if let transcript = analysis.transcript, FileStatus(of: transcript) != nil,
      !ClipTranscripts.isDirectory(transcript), batch.inputs(inputs).onlyClip == nil
    {
      throw ValidationError(
        "\(AnalysisOptions.flag(\.transcript)) FILE takes one clip; for several, name a folder of transcripts"
      )
    }
  }

  func run() throws {
    var request = AnalysisRequest(batch.inputs(inputs), format: records.recordFormat)
    (request.options, request.sidecars) = (recognition.analysis, sidecars.sidecars)
    (request.rows, request.fields, request.summary) = (records.rows, records.selectedFields, records.summary)
    (request.output, request.resumes) = (records.output, records.resume)
    (request.shard, request.stopsAtFailure) = (batch.shard, batch.strict)
    (request.workerCount, request.messages) = (batch.workerCount, messages.messages)
    // Who asks for files wants the overview on a terminal, and the segments in the files.
    request.showsSegments = records.format != .auto || sidecars.sidecars.formats.isEmpty
    try Emocli.end(request.run)
  }
}

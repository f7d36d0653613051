import Foundation
import Media
import Recognition
import Records
import Reporting
import System

/// The annotation files to write for each clip, and their directory.
public struct SidecarRequest: Sendable {
  /// Without duplicates.
  public var formats: [SidecarFormat]
  /// The directory for the files, or nil for the clips' own.
  public var folder: ClipPath?

  public init(_ formats: [SidecarFormat] = [], folder: ClipPath? = nil) {
    (self.formats, self.folder) = (formats, folder)
  }
}

/// Writes the annotation files of a run's clips.
///
/// A file is named after its clip's full name, as `clip.mp4.srt`; in a file of one channel of several, `.ch2` marks the
/// second. It is in the clip's directory, or in a given directory at the clip's depth below the input directory.
final class SidecarFiles {
  private let formats: [SidecarFormat]
  private let folder: ClipPath?
  private let inputs: InputFolders
  private let transcripts: ClipTranscripts
  /// The options of the analysis.
  private let options: AnalysisOptions
  /// The files that must not be overwritten: the inputs. The records' file is separate, because it may not exist yet.
  private let protected: Set<FileIdentity>
  private let records: ClipPath?
  /// The clip of each file in the directory; both are hashes, so that a long run needs little memory.
  private var clipOfFile: [Int: Int] = [:]
  private var count = 0

  /// Creates the directory if it is missing. Returns nil if no files are wanted. Throws `OutputError`.
  ///
  /// - Parameters:
  ///   - inputs: The inputs, whose directory structure is mirrored in the directory.
  ///   - options: The options of the clips' analysis.
  ///   - transcripts: The clips' transcripts, which must not be overwritten either.
  ///   - records: The file of the records.
  init?(
    _ request: SidecarRequest,
    inputs: [ClipPath],
    options: AnalysisOptions,
    transcripts: ClipTranscripts,
    records: ClipPath?
  ) throws(OutputError) {
    guard !request.formats.isEmpty else { return nil }
    (formats, folder, self.options, self.records) = (request.formats, request.folder, options, records)
    (self.inputs, self.transcripts) = (InputFolders(inputs), transcripts)
    let named = [options.faceTable?.path, options.transcript, options.baselineFile, options.fusionModel]
    let others = named.compactMap(\.self)
    protected = Set((inputs + others).compactMap(FileIdentity.init))
    if let folder { try FileSystem.makeFolder(folder) }
  }

  /// Writes the files of a clip's records, one for each of its channels. Each file appears when complete; if one cannot
  /// be written, the others still are. Throws `SidecarError` and `OutputError`.
  func write(_ records: [ClipRecord]) throws {
    let parts = formats.flatMap { format in self.parts(of: records, in: format).map { (format: format, part: $0) } }
    guard let clip = records.first?.path, !parts.isEmpty else { return }
    let folder = targetFolder(of: clip)
    if self.folder != nil { try FileSystem.makeFolder(folder) }
    let transcript = transcripts.file(of: clip).flatMap(FileIdentity.init)
    let results = parts.map { format, part in
      Result {
        let file = file(format, of: clip, channel: part.channel, in: folder)
        try claim(file, for: clip, transcript: transcript)
        try OutputFile.replace(file, with: Data(part.sidecar.text(as: format, in: folder).utf8))
        count += 1
      }
    }
    for result in results { try result.get() }
  }

  /// The files of a format: one for all channels, or one for each, marked by its number.
  private func parts(of records: [ClipRecord], in format: SidecarFormat) -> [(sidecar: Sidecar, channel: Int?)] {
    let start = options.startSeconds
    if options.channel == .each, format.holdsChannels {
      let channels = records.indices.map { index in
        Sidecar.Channel(number: index + 1, name: options.channelNames?.name(of: index + 1))
      }
      return Sidecar(Array(zip(channels, records)), startSeconds: start).map { [($0, nil)] } ?? []
    }
    return records.compactMap { record in
      Sidecar(record, startSeconds: start).map { ($0, record.analysis?.channel) }
    }
  }

  /// Returns whether all files of an analysed clip exist; a still image has none, nor a clip without a transcript.
  func exist(for clip: ClipPath) -> Bool {
    if MediaKind(fileExtension: clip.fileExtension) == .still { return true }
    let isOneOfMany = options.transcript.map(ClipTranscripts.isDirectory) ?? false
    if isOneOfMany, transcripts.file(of: clip) == nil { return true }
    let folder = targetFolder(of: clip)
    return formats.allSatisfy { format in
      let channel: Int? =
        switch options.channel {
        case .mix: nil
        case .one(let number): number
        case .each: format.holdsChannels ? nil : 1
        }
      return FileIdentity(file(format, of: clip, channel: channel, in: folder)) != nil
    }
  }

  /// Says how many files were written, and where; nil if none was.
  var summary: String? {
    guard count > 0 else { return nil }
    let files = count == 1 ? "1 sidecar file" : "\(count) sidecar files"
    return "\(files) \(folder.map { "to \($0)" } ?? (count == 1 ? "next to its clip" : "next to their clips"))"
  }

  private func file(_ format: SidecarFormat, of clip: ClipPath, channel: Int?, in folder: ClipPath) -> ClipPath {
    let channel = channel.map { ".ch\($0)" } ?? ""
    return folder.appending(clip.name.bytes + Array("\(channel).\(format.fileExtension)".utf8))
  }

  private func claim(_ file: ClipPath, for clip: ClipPath, transcript: FileIdentity?) throws(SidecarError) {
    if let identity = FileIdentity(file), protected.contains(identity) || identity == transcript { throw .inUse(file) }
    if let records, file.isSameFile(as: records) { throw .inUse(file) }
    guard folder != nil else { return }
    let owner = clipOfFile[file.hashValue] ?? clip.hashValue
    guard owner == clip.hashValue else { throw .taken(file) }
    clipOfFile[file.hashValue] = owner
  }

  private func targetFolder(of clip: ClipPath) -> ClipPath {
    folder.map { inputs.folder(of: clip, mirroredIn: $0) } ?? clip.folder
  }
}

/// Why an annotation file is not written.
enum SidecarError: Error, CustomStringConvertible {
  /// It was written for another clip in this run.
  case taken(ClipPath)
  /// It is an input or the records' file.
  case inUse(ClipPath)

  var description: String {
    switch self {
    case .inUse(let path): "not overwriting \(path): it is an input or the output of this run"
    case .taken(let path):
      "not overwriting \(path) of another clip with this name; give their common directory as the input"
    }
  }
}

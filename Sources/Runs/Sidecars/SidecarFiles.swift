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
/// A file is named after its clip's full name, as `clip.mp4.srt`; with several channels, `.ch2` marks the second. It is
/// in the clip's directory, or in a given directory at the clip's depth below the input directory.
final class SidecarFiles {
  private let formats: [SidecarFormat]
  private let folder: ClipPath?
  private let roots: [[UInt8]]
  /// The options of the analysis.
  private let options: AnalysisOptions
  /// The files that must not be overwritten: the inputs. The records' file is separate, because it may not exist yet.
  private let protected: Set<FileIdentity>
  private let records: ClipPath?
  /// The clip of each file in the directory; both are hashes, so that a long run needs little memory.
  private var clipOfFile: [Int: Int] = [:]

  /// Creates the directory if it is missing. Returns nil if no files are wanted. Throws `OutputError`.
  ///
  /// - Parameters:
  ///   - inputs: The inputs, whose directory structure is mirrored in the directory.
  ///   - options: The options of the clips' analysis.
  ///   - records: The file of the records.
  init?(
    _ request: SidecarRequest,
    inputs: [ClipPath],
    options: AnalysisOptions,
    records: ClipPath?
  ) throws(OutputError) {
    guard !request.formats.isEmpty else { return nil }
    (formats, folder, self.options, self.records) = (request.formats, request.folder, options, records)
    roots = inputs.map { $0.bytes.last == Self.slash ? $0.bytes : $0.bytes + [Self.slash] }
    let others = [options.faceTable?.path, options.baselineFile, options.fusionModel].compactMap(\.self)
    protected = Set((inputs + others).compactMap(FileIdentity.init))
    if let folder { try FileSystem.makeFolder(folder) }
  }

  /// Writes the files of a record with segments; each appears when complete. If one cannot be written, the others still
  /// are. Throws `SidecarError` and `OutputError`.
  func write(_ record: ClipRecord) throws {
    guard let sidecar = Sidecar(record, startSeconds: options.startSeconds) else { return }
    let folder = targetFolder(of: record.path)
    if self.folder != nil { try FileSystem.makeFolder(folder) }
    let results = formats.map { format in
      Result {
        let file = file(format, of: record.path, channel: record.analysis?.channel, in: folder)
        try claim(file, for: record.path)
        try OutputFile.replace(file, with: Data(sidecar.text(as: format, in: folder).utf8))
      }
    }
    for result in results { try result.get() }
  }

  /// Returns whether all files of an analysed clip exist; a still image has none.
  func exist(for clip: ClipPath) -> Bool {
    if MediaKind(fileExtension: clip.fileExtension) == .still { return true }
    let channel: Int? =
      switch options.channel {
      case .mix: nil
      case .one(let number): number
      case .each: 1
      }
    let folder = targetFolder(of: clip)
    return formats.allSatisfy { FileIdentity(file($0, of: clip, channel: channel, in: folder)) != nil }
  }

  private static let slash = UInt8(ascii: "/")

  private func file(_ format: SidecarFormat, of clip: ClipPath, channel: Int?, in folder: ClipPath) -> ClipPath {
    let channel = channel.map { ".ch\($0)" } ?? ""
    return folder.appending(clip.name.bytes + Array("\(channel).\(format.fileExtension)".utf8))
  }

  private func claim(_ file: ClipPath, for clip: ClipPath) throws(SidecarError) {
    if let identity = FileIdentity(file), protected.contains(identity) { throw .inUse(file) }
    if let records, file.isSameFile(as: records) { throw .inUse(file) }
    guard folder != nil else { return }
    let owner = clipOfFile[file.hashValue] ?? clip.hashValue
    guard owner == clip.hashValue else { throw .taken(file) }
    clipOfFile[file.hashValue] = owner
  }

  private func targetFolder(of clip: ClipPath) -> ClipPath {
    guard let folder else { return clip.folder }
    guard let root = roots.first(where: { clip.bytes.starts(with: $0) }) else { return folder }
    let below = clip.bytes.dropFirst(root.count).split(separator: Self.slash).dropLast()
    let parts = below.filter { !$0.elementsEqual(".".utf8) }
    // A path with `..` may leave the input directory.
    if parts.contains(where: { $0.elementsEqual("..".utf8) }) { return folder }
    return parts.reduce(folder) { $0.appending($1) }
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

import Foundation
import Media
import Recognition
import Records
import Reporting
import System

/// Which annotation files are made of each clip, and where they go.
public struct SidecarRequest: Sendable {
  /// Each once.
  public var formats: [SidecarFormat]
  /// Nil: beside the clips.
  public var folder: ClipPath?

  public init(_ formats: [SidecarFormat] = [], folder: ClipPath? = nil) {
    (self.formats, self.folder) = (formats, folder)
  }
}

/// Writes the annotation files of a run's clips.
///
/// A file is called after its clip's whole name, as `clip.mp4.srt`, with `.ch2` between for the second of several channels.
/// It lies beside the clip, or in a folder: there as deep as the clip lies below the directory that was an input.
final class SidecarFiles {
  private let formats: [SidecarFormat]
  private let folder: ClipPath?
  private let roots: [[UInt8]]
  /// Of the clips.
  private let options: AnalysisOptions
  /// What must not be written over: the files to read, and that of the records, which may not be there yet.
  private let protected: Set<FileIdentity>
  private let records: ClipPath?
  /// The clips of the files in the folder, both by their hashes, so that a long run needs little memory.
  private var clipOfFile: [Int: Int] = [:]

  /// Makes the folder when it is not there. Nil when no files are wanted. Throws `OutputError`.
  ///
  /// - Parameters:
  ///   - inputs: below whose directories the folder's own are laid out.
  ///   - options: of the clips' analysis.
  ///   - records: the file of the records.
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

  /// Writes the files of a record with segments; each appears when it is complete. Where one cannot be written, the others
  /// still are. Throws `SidecarError` and `OutputError`.
  func write(_ record: ClipRecord) throws {
    guard let sidecar = Sidecar(record, startSeconds: options.startSeconds) else { return }
    let folder = place(of: record.path)
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

  /// Whether the files of a clip that was analysed are all there; a still image has none.
  func areThere(for clip: ClipPath) -> Bool {
    if MediaKind(fileExtension: clip.fileExtension) == .still { return true }
    let channel: Int? =
      switch options.channel {
      case .mix: nil
      case .one(let number): number
      case .each: 1
      }
    let folder = place(of: clip)
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

  private func place(of clip: ClipPath) -> ClipPath {
    guard let folder else { return clip.folder }
    guard let root = roots.first(where: { clip.bytes.starts(with: $0) }) else { return folder }
    let below = clip.bytes.dropFirst(root.count).split(separator: Self.slash).dropLast()
    let parts = below.filter { !$0.elementsEqual(".".utf8) }
    // A path that climbs out again is no longer below the directory.
    if parts.contains(where: { $0.elementsEqual("..".utf8) }) { return folder }
    return parts.reduce(folder) { $0.appending($1) }
  }
}

/// Why an annotation file is not written.
enum SidecarError: Error, CustomStringConvertible {
  /// It was just written for another clip.
  case taken(ClipPath)
  /// It is a file that is read, or that of the records.
  case inUse(ClipPath)

  var description: String {
    switch self {
    case .inUse(let path): "\(path) is read or written otherwise in this run, and is left as it is"
    case .taken(let path): "\(path) is that of another clip of this name; give the folder that both lie in as the input"
    }
  }
}

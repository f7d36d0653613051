import Foundation
import Media
import Records
import Reporting

/// Writes the annotation files of a run's clips.
///
/// A file is called after its clip's whole name, as `clip.mp4.srt`, with `.ch2` between for the second of several channels.
/// It lies beside the clip, or in a folder: there as deep as the clip lies below the directory that was an input.
final class SidecarFiles {
  private let formats: [SidecarFormat]
  private let folder: ClipPath?
  private let inputs: [ClipPath]
  private let startSeconds: Double
  /// The clips of the files in the folder, both by their hashes, so that a long run needs little memory.
  private var clipOfFile: [Int: Int] = [:]

  /// Makes the folder when it is not there. Nil when no files are wanted. Throws `OutputError`.
  init?(_ options: SidecarOptions, inputs: [ClipPath], startSeconds: Double) throws(OutputError) {
    guard !options.formats.isEmpty else { return nil }
    (formats, folder, self.inputs, self.startSeconds) = (options.formats, options.outputDir, inputs, startSeconds)
    if let folder { try FolderMaker.make(folder) }
  }

  /// Writes the files of a record with segments; each appears when it is complete. Throws `SidecarError` and `OutputError`.
  func write(_ record: ClipRecord) throws {
    guard let sidecar = Sidecar(record, startSeconds: startSeconds) else { return }
    let folder = try place(of: record.path)
    let channel = record.analysis?.channel.map { ".ch\($0)" } ?? ""
    for format in formats {
      let name = record.path.name.bytes + Array("\(channel).\(format.fileExtension)".utf8)
      let file = folder.appending(name)
      if self.folder != nil {
        let clip = record.path.hashValue
        guard clipOfFile[file.hashValue, default: clip] == clip else { throw SidecarError.taken(file) }
        clipOfFile[file.hashValue] = clip
      }
      try RecordOutput.replace(file, with: Data(sidecar.text(as: format, in: folder).utf8))
    }
  }

  private func place(of clip: ClipPath) throws(OutputError) -> ClipPath {
    let slash = UInt8(ascii: "/")
    guard let folder else { return clip.folder }
    let roots = inputs.map { $0.bytes.last == slash ? $0.bytes : $0.bytes + [slash] }
    guard let root = roots.first(where: { clip.bytes.starts(with: $0) }) else { return folder }
    let below = clip.bytes.dropFirst(root.count).split(separator: slash).dropLast()
    let place = below.reduce(folder) { $0.appending($1) }
    try FolderMaker.make(place)
    return place
  }
}

/// Why an annotation file is not written.
enum SidecarError: Error, CustomStringConvertible {
  /// It was just written for another clip.
  case taken(ClipPath)

  var description: String {
    switch self {
    case .taken(let path): "\(path) is that of another clip of this name; give the folder that both lie in as the input"
    }
  }
}

import Formats
import Foundation
import Records
import System

/// Finds and reads the clips' transcripts: one file for one clip, or a directory with one for each clip.
public struct ClipTranscripts {
  private enum Source {
    case none
    case file(Transcript)
    case directory(ClipPath)
  }

  private let source: Source
  private let inputs: InputFolders

  /// No clip has a transcript.
  public init() {
    (source, inputs) = (.none, InputFolders())
  }

  /// Reads the transcript if the options name a file. Throws `TranscriptFileError`.
  ///
  /// - Parameter inputs: the folders below which the clips are found.
  public init(_ options: AnalysisOptions, inputs: InputFolders) throws(TranscriptFileError) {
    self.inputs = inputs
    guard let path = options.transcript else {
      source = .none
      return
    }
    source = Self.isDirectory(path) ? .directory(path) : .file(try Self.read(path))
  }

  /// Whether the path names a directory of transcripts, so one for each of several clips.
  public static func isDirectory(_ path: ClipPath) -> Bool { FileStatus(of: path)?.kind == .directory }

  /// Returns a clip's transcript in a directory: the first that exists of `clip.srt`, `clip.vtt`, …, `clip.mp4.srt`, …,
  /// at the clip's depth below its input, else in the directory itself. Nil if there is none.
  public func file(of clip: ClipPath) -> ClipPath? {
    guard case .directory(let directory) = source else { return nil }
    let mirrored = inputs.folder(of: clip, mirroredIn: directory)
    let name = clip.name.bytes
    let stem = name.lastIndex(of: UInt8(ascii: ".")).flatMap { $0 > 0 ? Array(name[..<$0]) : nil }
    for folder in mirrored == directory ? [directory] : [mirrored, directory] {
      for stem in [stem, name].compactMap(\.self) {
        for ending in Self.endings {
          let file = folder.appending(stem + ending)
          guard file.bytes != clip.bytes, FileIdentity(file) != nil else { continue }
          if stem != name || !Self.isSidecar(file) { return file }
        }
      }
    }
    return nil
  }

  /// Whether a file with the name of a sidecar file is one: an earlier run wrote its labels there.
  private static func isSidecar(_ file: ClipPath) -> Bool {
    guard let transcript = try? Transcript(contentsOf: file) else { return false }
    if file.fileExtension == "csv", isSegmentTable(file) { return true }
    let texts = transcript.stretches.map(\.text).filter { !$0.isEmpty }
    return !texts.isEmpty && texts.allSatisfy(isSidecarText)
  }

  /// Whether a table has the columns of segments.
  private static func isSegmentTable(_ file: ClipPath) -> Bool {
    let header = FileHandle(forReadingAtPath: file.description)?.readData(ofLength: 256) ?? Data()
    return header.range(of: Data("probabilities.neutral".utf8)) != nil
  }

  /// Whether a text is `happy`, `happy 82 %`, `[happy] what is said`, or a confidence.
  private static func isSidecarText(_ text: String) -> Bool {
    let words = text.split(separator: " ")
    if words.count == 1, let number = Double(text) { return (0...1).contains(number) }
    if let first = words.first, first.hasPrefix("["), first.hasSuffix("]") {
      return EmotionVerdict(rawValue: String(first.dropFirst().dropLast())) != nil
    }
    guard EmotionVerdict(rawValue: String(words[0])) != nil else { return false }
    return words.count == 1 || words.count == 3 && words[2] == "%"
  }

  /// With the dot, as programs write them, in lower case, and in upper case.
  private static let endings: [[UInt8]] = Transcript.fileExtensions.flatMap { name in
    let lower = name.lowercased()
    return (name == lower ? [name, name.uppercased()] : [name, lower, name.uppercased()]).map { Array(".\($0)".utf8) }
  }

  /// Returns a clip's transcript; nil if it has none. Throws `ClipFailure` if it cannot be used.
  func of(_ clip: ClipPath) throws(ClipFailure) -> Transcript? {
    switch source {
    case .none: return nil
    case .file(let transcript): return transcript
    case .directory:
      guard let file = file(of: clip) else { return nil }
      do throws(TranscriptFileError) {
        return try Self.read(file)
      } catch {
        throw ClipFailure(.unreadable, "transcript \(error.path): \(error.error)")
      }
    }
  }

  private static func read(_ path: ClipPath) throws(TranscriptFileError) -> Transcript {
    do throws(TranscriptError) {
      return try Transcript(contentsOf: path)
    } catch {
      throw TranscriptFileError(path: path, error: error)
    }
  }
}

/// Why a transcript cannot be used.
public struct TranscriptFileError: Error, CustomStringConvertible {
  let path: ClipPath
  let error: TranscriptError

  public var description: String { "cannot use \(AnalysisOptions.flag(\.transcript)) \(path): \(error)" }
}

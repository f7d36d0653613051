import Formats
import Foundation
import Glibc
import Records
import System

/// The records of an earlier run's JSON Lines or CSV file, from which a run resumes.
public struct EarlierRecords: Sendable {
  /// The records of one path.
  public struct Clip: Equatable, Sendable {
    /// From the first row.
    public var bytes: Int?
    public var modified: String?
    /// Whether every row is a result for the same state of the file.
    public var isOK = true
    /// How often the clip is recorded: its number of rows, or with one row per channel those of the first channel.
    public var count = 0
    /// The byte ranges of the rows.
    fileprivate var ranges: [Range<Int>] = []
  }

  public private(set) var clips: [ClipPath: Clip] = [:]
  /// The path of the last row.
  public private(set) var lastPath: ClipPath?
  /// Whether the text before the records, such as the CSV header, exists.
  public private(set) var hasBegun = false

  private let path: ClipPath
  /// The end of the last complete row, in bytes.
  private var end = 0
  private var size = 0

  /// Reads the file. A missing file has no records.
  ///
  /// - Parameters:
  ///   - format: JSON Lines or CSV.
  ///   - model: The model that every result must have.
  ///   - options: The options that every result must have.
  ///   - hasRowPerChannel: Whether a clip has one row per channel.
  /// - Throws: `ResumeError`.
  public init(
    reading path: ClipPath,
    format: RecordFormat,
    model: String,
    options: String?,
    hasRowPerChannel: Bool
  ) throws {
    self.path = path
    let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw ResumeError.unreadable(path, errno: errno)
    }
    defer { close(descriptor) }
    guard let status = FileStatus(descriptor: descriptor), status.isRegular else {
      throw ResumeError.notRegularFile(path)
    }
    size = status.bytes
    do {
      try read(RowReader(descriptor: descriptor, format: format), format: format) { row in
        if row.isOK {
          guard row.model == model else { throw ResumeError.otherModel(path, found: row.model ?? "none", now: model) }
          guard row.options == options else {
            throw ResumeError.otherOptions(path, found: row.options, now: options)
          }
        }
        return !hasRowPerChannel || row.channel ?? 1 == 1
      }
    } catch let failure as ResumeError.ReadFailure {
      throw ResumeError.unreadable(path, errno: failure.errno)
    }
  }

  /// `beginsClip` validates a row and returns whether it begins a clip.
  private mutating func read(
    _ reader: RowReader,
    format: RecordFormat,
    beginsClip: (RecordedRow) throws -> Bool
  ) throws {
    var number = 0
    let rest = try reader.read { bytes, range in
      number += 1
      end = range.upperBound
      if bytes.isEmpty { return }
      if format == .csv, number == 1 {
        guard CSVRow.cells(bytes) == CSVWriter.columns else { throw ResumeError.invalidRow(path, row: 1) }
        hasBegun = true
        return
      }
      let row =
        format == .csv
        ? RecordedRow(cells: CSVRow.cells(bytes)) : try? JSONDecoder().decode(RecordedRow.self, from: Data(bytes))
      guard let row else { throw ResumeError.invalidRow(path, row: number) }
      try add(row, at: range, beginsClip: beginsClip(row))
    }
    guard isTornRow(rest, of: format) else { throw ResumeError.invalidRow(path, row: number + 1) }
    if format == .jsonl { hasBegun = true }
  }

  /// Returns whether an unterminated row may be the start of a row written by this program.
  private func isTornRow(_ bytes: [UInt8], of format: RecordFormat) -> Bool {
    let start = "\(format == .csv ? "" : "{\"schema\":\"")\(ClipRecord.schema)\(format == .csv ? "," : "\"")"
    if format == .csv, !hasBegun { return CSVRow.bytes(CSVWriter.columns).starts(with: bytes) }
    // An unclosed quote merges the rows after it into one.
    if format == .csv, String(decoding: bytes, as: UTF8.self).contains("\n" + start) { return false }
    return bytes.starts(with: start.utf8) || Array(start.utf8).starts(with: bytes)
  }

  private mutating func add(_ row: RecordedRow, at range: Range<Int>, beginsClip: Bool) {
    var clip = clips[row.path] ?? Clip(bytes: row.bytes, modified: row.modified)
    clip.isOK = clip.isOK && row.isOK && row.bytes == clip.bytes && row.modified == clip.modified
    if beginsClip { clip.count += 1 }
    clip.ranges.append(range)
    clips[row.path] = clip
    lastPath = row.path
  }

  /// Returns whether the file holds rows of these paths or a torn row.
  public func contains(rowsOf paths: Set<ClipPath>) -> Bool {
    end < size || clips.keys.contains(where: paths.contains)
  }

  /// Returns a file that replaces this one when finished, with all its rows except those of these paths and a torn row.
  ///
  /// Throws `OutputError`.
  public func rewritten(without paths: Set<ClipPath>) throws(OutputError) -> OutputFile {
    let dropped = paths.flatMap { clips[$0]?.ranges ?? [] }.sorted { $0.lowerBound < $1.lowerBound }
    let output = try OutputFile.replacing(path)
    var position = 0
    for range in dropped + [end..<end] {
      try copy(position..<range.lowerBound, to: output)
      position = range.upperBound
    }
    // A system crash must not replace a full file with an empty one.
    output.synchronize()
    return output
  }

  private func copy(_ range: Range<Int>, to output: OutputFile) throws(OutputError) {
    guard !range.isEmpty else { return }
    let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .cannotOpen(path, errno: errno) }
    defer { close(descriptor) }
    var position = range.lowerBound
    while position < range.upperBound {
      let count = min(range.upperBound - position, RowReader.chunk)
      guard let bytes = try? RowReader.bytes(of: descriptor, at: position, count: count), !bytes.isEmpty else {
        throw .cannotOpen(path, errno: EIO)
      }
      try output.write(bytes)
      position += bytes.count
    }
  }
}

/// Why a run cannot resume from a file of records.
public enum ResumeError: Error, Equatable, Sendable {
  /// `errno` is the system's error number.
  case unreadable(ClipPath, errno: Int32)
  /// The path is a directory, a pipe or a device.
  case notRegularFile(ClipPath)
  /// The row, counted from 1, is not a record in the output format.
  case invalidRow(ClipPath, row: Int)
  /// The records are from another model.
  case otherModel(ClipPath, found: String, now: String)
  /// The records were made with other options.
  case otherOptions(ClipPath, found: String?, now: String?)

  struct ReadFailure: Error {
    let errno: Int32
  }
}

extension ResumeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let number): "cannot resume \(path): \(String(cString: strerror(number)).lowercased())"
    case .notRegularFile(let path): "cannot resume \(path): not a regular file"
    case .invalidRow(let path, let row):
      "cannot resume \(path): row \(row) is not a record in this format; the file was not changed"
    case .otherModel(let path, let found, let now):
      "cannot resume \(path): its records are from model \(found), not \(now)"
    case .otherOptions(let path, let found, let now):
      "cannot resume \(path): its records used \(found ?? "default options"); this run uses \(now ?? "default options")"
    }
  }
}

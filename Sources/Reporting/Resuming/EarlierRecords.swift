import Formats
import Foundation
import Glibc
import Records
import System

/// What a file of an earlier run records, JSON Lines or CSV, so that a run can go on with it.
public struct EarlierRecords: Sendable {
  /// What the file says of one path.
  public struct Clip: Equatable, Sendable {
    /// Of the first row.
    public var bytes: Int?
    public var modified: String?
    /// Whether every row is a result, of the same file.
    public var isOK = true
    /// How often the clip is recorded: its rows, or with a row a channel those of the first channel.
    public var count = 0
    /// Where the rows stand, in bytes.
    fileprivate var places: [Range<Int>] = []
  }

  public private(set) var clips: [ClipPath: Clip] = [:]
  /// The path of the last row.
  public private(set) var lastPath: ClipPath?
  /// Whether what stands before the records, such as the header of CSV, is there.
  public private(set) var hasBegun = false

  private let path: ClipPath
  /// Where the last whole row ends.
  private var end = 0
  private var size = 0

  /// Reads the file; one that is not there has no records.
  ///
  /// - Parameters:
  ///   - format: JSON Lines or CSV.
  ///   - model: that of every result in the file.
  ///   - options: those of every result in the file.
  ///   - hasRowPerChannel: a clip has a row for each channel.
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
    guard let status = FileStatus(descriptor: descriptor), status.isRegular else { throw ResumeError.noFile(path) }
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

  /// `counts` checks a row and tells whether a clip begins with it.
  private mutating func read(
    _ reader: RowReader,
    format: RecordFormat,
    counts: (RecordedRow) throws -> Bool
  ) throws {
    var number = 0
    let rest = try reader.read { bytes, place in
      number += 1
      end = place.upperBound
      if bytes.isEmpty { return }
      if format == .csv, number == 1 {
        guard CSVRow.cells(bytes) == CSVWriter.columns else { throw ResumeError.noRecord(path, row: 1) }
        hasBegun = true
        return
      }
      let row =
        format == .csv
        ? RecordedRow(cells: CSVRow.cells(bytes)) : try? JSONDecoder().decode(RecordedRow.self, from: Data(bytes))
      guard let row else { throw ResumeError.noRecord(path, row: number) }
      try add(row, at: place, beginsClip: counts(row))
    }
    guard isTornRow(rest, of: format) else { throw ResumeError.noRecord(path, row: number + 1) }
    if format == .jsonl { hasBegun = true }
  }

  /// Whether bytes without an end can be the beginning of what the program writes.
  private func isTornRow(_ bytes: [UInt8], of format: RecordFormat) -> Bool {
    let start = "\(format == .csv ? "" : "{\"schema\":\"")\(ClipRecord.schema)\(format == .csv ? "," : "\"")"
    if format == .csv, !hasBegun { return CSVRow.bytes(CSVWriter.columns).starts(with: bytes) }
    // A quote that nothing closes makes one row of many.
    if format == .csv, String(decoding: bytes, as: UTF8.self).contains("\n" + start) { return false }
    return bytes.starts(with: start.utf8) || Array(start.utf8).starts(with: bytes)
  }

  private mutating func add(_ row: RecordedRow, at place: Range<Int>, beginsClip: Bool) {
    var clip = clips[row.path] ?? Clip(bytes: row.bytes, modified: row.modified)
    clip.isOK = clip.isOK && row.isOK && row.bytes == clip.bytes && row.modified == clip.modified
    if beginsClip { clip.count += 1 }
    clip.places.append(place)
    clips[row.path] = clip
    lastPath = row.path
  }

  /// Whether the file holds rows of these paths, or a torn row.
  public func holds(rowsOf paths: Set<ClipPath>) -> Bool {
    end < size || clips.keys.contains(where: paths.contains)
  }

  /// A file that will take the place of this one when it is finished, with all its rows but those of these paths and a
  /// torn one.
  ///
  /// Throws `OutputError`.
  public func rewritten(without paths: Set<ClipPath>) throws(OutputError) -> OutputFile {
    let dropped = paths.flatMap { clips[$0]?.places ?? [] }.sorted { $0.lowerBound < $1.lowerBound }
    let output = try OutputFile.replacing(path)
    var position = 0
    for place in dropped + [end..<end] {
      try copy(position..<place.lowerBound, to: output)
      position = place.upperBound
    }
    // A crash of the machine must not leave an empty file in the place of a full one.
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

/// Why a run cannot go on with a file of records.
public enum ResumeError: Error, Equatable, Sendable {
  /// With the system's error number.
  case unreadable(ClipPath, errno: Int32)
  /// A folder, a pipe or a device.
  case noFile(ClipPath)
  /// The row, from 1, is no record in the format that is to be written.
  case noRecord(ClipPath, row: Int)
  /// The records were made by another model.
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
    case .noFile(let path): "cannot resume \(path): it is no regular file"
    case .noRecord(let path, let row):
      "cannot resume \(path): row \(row) is no record in this format; nothing was changed"
    case .otherModel(let path, let found, let now):
      "cannot resume \(path): its records are by the model \(found), not \(now)"
    case .otherOptions(let path, let found, let now):
      "cannot resume \(path): its records were made with \(found ?? "default options"), not \(now ?? "default options")"
    }
  }
}

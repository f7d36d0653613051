import Foundation
import Fusion
import Recognition
import System

/// The file of the speakers' baselines, which a run reads or, if it does not exist, writes.
struct BaselineFile {
  let path: ClipPath
  /// Identifies the weights that measure the clips.
  private let features: String

  /// Throws `ModelError` and `SafeTensorsError`.
  init(_ path: ClipPath, models: ModelChoice) throws {
    self.path = path
    features = try FeatureIdentity.summaries(models)
  }

  /// Reads the baselines, or returns nil if the file does not exist. Throws `BaselineFileError`.
  func read() throws(BaselineFileError) -> SpeakerBaselines? {
    guard let status = FileStatus(of: path) else {
      if errno == ENOENT { return nil }
      throw .unreadable(path, errno: errno)
    }
    guard status.isRegular else { throw .notRegularFile(path) }
    let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .unreadable(path, errno: errno) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard let data = try? file.readToEnd() ?? Data() else { throw .unreadable(path, errno: EIO) }
    do {
      return try SpeakerBaselines(reading: data, features: features)
    } catch {
      throw .unusable(path, error)
    }
  }

  /// Checks that the file can be written. Throws `OutputError`.
  func checkWritable() throws(OutputError) {
    try OutputFile.replacing(path).abandon()
  }

  /// Throws `OutputError`.
  func write(_ speakers: [String: SpeakerBaseline]) throws(OutputError) {
    try OutputFile.replace(path, with: SpeakerBaselines(features: features, speakers: speakers).data)
  }
}

/// Why a file of baselines cannot be used.
enum BaselineFileError: Error, CustomStringConvertible {
  /// `errno` is the system's error number.
  case unreadable(ClipPath, errno: Int32)
  /// The path is a directory, a pipe or a device.
  case notRegularFile(ClipPath)
  case unusable(ClipPath, SpeakerBaselinesError)

  var description: String {
    switch self {
    case .unreadable(let path, let number): "cannot read \(Self.flag) \(path): \(String(cString: strerror(number)))"
    case .notRegularFile(let path): "\(Self.flag) \(path) is not a regular file"
    case .unusable(let path, let error): "cannot use \(Self.flag) \(path): \(error)"
    }
  }

  private static var flag: String { AnalysisOptions.flag(\.baselineFile) }
}

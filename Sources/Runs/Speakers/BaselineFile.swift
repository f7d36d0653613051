import Foundation
import Fusion
import Recognition
import System

/// The file of the speakers' personal baselines that a run reads, or makes where it is not there.
struct BaselineFile {
  let path: ClipPath
  /// Of the weights that the clips are measured by.
  private let features: String

  /// Throws `ModelError` and `SafeTensorsError`.
  init(_ path: ClipPath, model: ClipPath?) throws {
    self.path = path
    features = try FeatureIdentity.summaries(fusionModel: model)
  }

  /// What it holds; nil where there is no such file. Throws `BaselineFileError`.
  func read() throws(BaselineFileError) -> SpeakerBaselines? {
    guard let status = FileStatus(of: path) else {
      if errno == ENOENT { return nil }
      throw .unreadable(path, errno: errno)
    }
    guard status.isRegular else { throw .noFile(path) }
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

  /// Whether it could be written. Throws `OutputError`.
  func checkPlace() throws(OutputError) {
    try OutputFile.replacing(path).abandon()
  }

  /// Throws `OutputError`.
  func write(_ speakers: [String: SpeakerBaseline]) throws(OutputError) {
    try OutputFile.replace(path, with: SpeakerBaselines(features: features, speakers: speakers).data)
  }
}

/// Why a file of personal baselines cannot be used.
enum BaselineFileError: Error, CustomStringConvertible {
  /// With the system's error number.
  case unreadable(ClipPath, errno: Int32)
  /// Something else than a file, such as a folder or a pipe.
  case noFile(ClipPath)
  case unusable(ClipPath, SpeakerBaselinesError)

  var description: String {
    switch self {
    case .unreadable(let path, let number): "cannot read \(Self.flag) \(path): \(String(cString: strerror(number)))"
    case .noFile(let path): "\(Self.flag) \(path) is no regular file"
    case .unusable(let path, let error): "\(Self.flag) \(path) cannot be used: \(error)"
    }
  }

  private static var flag: String { AnalysisOptions.flag(\.baselineFile) }
}

import Face
import Foundation
import Media
import Records

extension ClipFailure {
  /// The failed record's words for what went wrong while reading.
  init(_ error: MediaError) {
    let kind: Kind =
      switch error {
      case .notFound: .notFound
      case .unreadable: .unreadable
      case .unsupported: .unsupported
      case .corrupt: .corrupt
      case .noStreams: .noStreams
      case .tooLarge: .tooLarge
      case .timeout: .timeout
      case .interrupted, .internal: .internal
      }
    self.init(kind, error.description)
  }

  /// The failed record's words for a table of face measurements that cannot be used.
  init(_ error: FaceTableError, table: FaceTableReference) {
    let kind: Kind =
      switch error {
      case .file(.notFound): .notFound
      case .file(let error) where error.isUnreadable: .unreadable
      default: .corrupt
      }
    self.init(kind, "\(AnalysisOptions.flag(\.faceTable)) \(table): \(error)")
  }

  /// The failure of a clip whose part asked for has no sample of sound.
  static func noSound(_ options: AnalysisOptions) -> ClipFailure {
    let start = options.startSeconds
    return ClipFailure(.tooShort, start > 0 ? "there is no sound from second \(start.typed) on" : "its sound is empty")
  }
}

extension Double {
  /// The number with that many decimals.
  func formatted(places: Int) -> String {
    String(format: "%.\(places)f", self)
  }
}

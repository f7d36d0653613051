import Alignment
import Face
import Media
import Records

extension ClipFailure {
  /// Makes the failure for an error while reading the clip.
  public init(_ error: MediaError) {
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

  /// Makes the failure for a face table that cannot be used.
  init(_ error: FaceTableError, table: FaceTableReference) {
    let kind: Kind =
      switch error {
      case .file(.notFound): .notFound
      case .file(let error) where error.isUnreadable: .unreadable
      default: .corrupt
      }
    self.init(kind, "--face-csv \(table): \(error)")
  }

  /// Makes the failure for voice and face that cannot be aligned.
  init(_ error: AlignmentError) {
    self.init(error == .notFinite ? .corrupt : .internal, "voice and face cannot be aligned: \(error)")
  }

  /// The failure of a clip without sound in the analysed part.
  public static func noSound(_ options: PerceptionOptions) -> ClipFailure {
    let start = options.startSeconds
    return ClipFailure(.tooShort, start > 0 ? "there is no sound from second \(start.typed) on" : "its sound is empty")
  }
}

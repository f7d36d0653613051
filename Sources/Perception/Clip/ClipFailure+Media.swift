import Alignment
import Face
import Media
import Records

extension ClipFailure {
  /// The failed record's words for what went wrong while reading.
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

  /// The failed record's words for a table of face measurements that cannot be used.
  init(_ error: FaceTableError, table: FaceTableReference) {
    let kind: Kind =
      switch error {
      case .file(.notFound): .notFound
      case .file(let error) where error.isUnreadable: .unreadable
      default: .corrupt
      }
    self.init(kind, "--face-csv \(table): \(error)")
  }

  /// The failed record's words for voice and face that cannot be laid on each other.
  init(_ error: AlignmentError) {
    self.init(error == .notFinite ? .corrupt : .internal, "voice and face cannot be aligned: \(error)")
  }

  /// The failure of a clip whose part asked for has no sample of sound.
  public static func noSound(_ options: PerceptionOptions) -> ClipFailure {
    let start = options.startSeconds
    return ClipFailure(.tooShort, start > 0 ? "there is no sound from second \(start.typed) on" : "its sound is empty")
  }
}

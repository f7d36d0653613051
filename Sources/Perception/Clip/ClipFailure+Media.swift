import Alignment
import Face
import Media
import Records
import System

extension ClipFailure {
  /// Makes the failure for an error while reading the clip at `path`.
  public init(_ error: MediaError, of path: ClipPath? = nil) {
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
    let advice = error == .notFound ? path?.addressAdvice : nil
    self.init(kind, advice ?? error.description)
  }

  /// Makes the failure for a face table that cannot be used.
  init(_ error: FaceTableError, table: FaceTableReference) {
    let kind: Kind =
      switch error {
      case .file(.notFound): .notFound
      case .file(let error) where error.isUnreadable: .unreadable
      default: .corrupt
      }
    let advice = error == .file(.notFound) ? table.path.addressAdvice : nil
    self.init(kind, "--face-csv \(table): \(advice ?? error.description)")
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

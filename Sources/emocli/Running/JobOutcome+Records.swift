import Batch
import Foundation
import Media
import Recognition
import Records

extension JobOutcome {
  /// The records that a worker gave as JSON for a clip. An answer that cannot be read costs its own clip only.
  func records(of path: ClipPath) -> [ClipRecord] {
    switch self {
    case .answered(let payloads):
      let records = payloads.compactMap { try? JSONDecoder().decode(ClipRecord.self, from: Data($0)) }
      if records.count == payloads.count, !records.isEmpty { return records }
      return [ClipRecord(path: path, failure: ClipFailure(.garbled))]
    case .failed(let failure): return [ClipRecord(path: path, failure: ClipFailure(failure))]
    }
  }
}

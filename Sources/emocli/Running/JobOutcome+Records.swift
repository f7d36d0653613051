import Batch
import Foundation
import Recognition
import Records
import System

extension ClipAnalyzer {
  /// A worker's answer for a clip: its records as JSON, or with `measures` what `measure` gives.
  func payloads(
    of path: ClipPath,
    measures: Bool,
    announceDuration: @escaping (Double) -> Void
  ) -> [[UInt8]] {
    guard measures else {
      let records = (try? analyze(path, announceDuration: announceDuration)) ?? []
      return records.map { $0.json.utf8() }
    }
    let measured = (try? measure(path, announceDuration: announceDuration)) ?? []
    return measured.map { $0.payload }
  }
}

extension MeasuredRecord {
  /// As JSON.
  var payload: [UInt8] {
    let record = EncodedRecord(record).record
    let measured = MeasuredRecord(record: record, measurement: record.failure == nil ? measurement : nil)
    return (try? Array(JSONEncoder().encode(measured))) ?? []
  }
}

extension JobOutcome {
  /// The records that a worker gave as JSON for a clip. An answer that cannot be read costs its own clip only.
  func records(of path: ClipPath) -> [ClipRecord] {
    answers { data in
      try JSONDecoder().decode(ClipRecord.self, from: data)
    } failed: { failure in
      ClipRecord(path: path, failure: failure)
    }
  }

  /// The same from a worker that measured.
  func measured(of path: ClipPath) -> [MeasuredRecord] {
    answers { data in
      let measured = try JSONDecoder().decode(MeasuredRecord.self, from: data)
      if measured.record.failure == nil, measured.measurement == nil { throw CocoaError(.coderValueNotFound) }
      return measured
    } failed: { failure in
      MeasuredRecord(record: ClipRecord(path: path, failure: failure), measurement: nil)
    }
  }

  private func answers<Answer>(
    _ decode: (Data) throws -> Answer,
    failed: (ClipFailure) -> Answer
  ) -> [Answer] {
    switch self {
    case .answered(let payloads):
      let answers = payloads.compactMap { try? decode(Data($0)) }
      return answers.count == payloads.count && !answers.isEmpty ? answers : [failed(ClipFailure(.garbled))]
    case .failed(let failure): return [failed(ClipFailure(failure))]
    }
  }
}

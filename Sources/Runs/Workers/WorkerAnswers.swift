import Batch
import Foundation
import Recognition
import Records
import System

/// Encodes the workers' answers as message payloads. Every error reaches the parent as the clip's failure.
enum WorkerAnswer {
  /// Encodes an answer as JSON. An answer that cannot be encoded becomes a failure.
  static func payload<Answer: Encodable>(_ answer: Answer, failed: (ClipFailure) -> Answer) -> [UInt8] {
    do {
      return try Array(JSONEncoder().encode(answer))
    } catch {
      // Only non-finite numbers cannot be encoded, and a failure has none.
      return (try? Array(JSONEncoder().encode(failed(.fault(error))))) ?? []
    }
  }

  /// Returns the records made by `analyze`, each as JSON.
  static func records(of path: ClipPath, _ analyze: () throws -> [ClipRecord]) -> [[UInt8]] {
    do {
      return try analyze().map { $0.json.utf8() }
    } catch {
      return [ClipRecord(path: path, failure: .fault(error)).json.utf8()]
    }
  }

  /// Returns the records made by `measure` with their measurements, each as JSON.
  static func measured(of path: ClipPath, _ measure: () throws -> [MeasuredRecord]) -> [[UInt8]] {
    do {
      return try measure().map(\.payload)
    } catch {
      return [MeasuredRecord(record: ClipRecord(path: path, failure: .fault(error)), measurement: nil).payload]
    }
  }
}

extension MeasuredRecord {
  /// The record as JSON. If it cannot be encoded, a failure of the same clip.
  var payload: [UInt8] {
    let record = EncodedRecord(record).record
    let measured = MeasuredRecord(record: record, measurement: record.failure == nil ? measurement : nil)
    return WorkerAnswer.payload(measured) { failure in
      var failed = record
      failed.outcome = .failed(failure)
      return MeasuredRecord(record: failed, measurement: nil)
    }
  }
}

extension JobOutcome {
  /// Decodes the records that a worker returned for a clip. An unreadable answer fails only its own clip.
  func records(of path: ClipPath) -> [ClipRecord] {
    answers { data in
      try JSONDecoder().decode(ClipRecord.self, from: data)
    } failed: { failure in
      ClipRecord(path: path, failure: failure)
    }
  }

  /// Decodes the measured records that a worker returned for a clip.
  func measured(of path: ClipPath) -> [MeasuredRecord] {
    answers { data in
      let measured = try JSONDecoder().decode(MeasuredRecord.self, from: data)
      if measured.record.failure == nil, measured.measurement == nil { throw CocoaError(.coderValueNotFound) }
      return measured
    } failed: { failure in
      MeasuredRecord(record: ClipRecord(path: path, failure: failure), measurement: nil)
    }
  }

  /// Decodes a worker's only answer; `failed` converts a failure.
  func answer<Answer: Decodable>(failed: (ClipFailure) -> Answer) -> Answer {
    answers({ try JSONDecoder().decode(Answer.self, from: $0) }, failed: failed)[0]
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

extension ClipFailure {
  /// Creates the failure of a clip whose worker returned no answer.
  init(_ failure: JobFailure) {
    let kind: Kind =
      switch failure {
      case .timedOut: .timeout
      case .exceededMemory: .tooLarge
      case .died, .garbled: .internal
      }
    self.init(kind, failure.description)
  }

  /// Returns the failure for an unexpected error; a `ClipFailure` is returned unchanged.
  static func fault(_ error: any Error) -> ClipFailure {
    error as? ClipFailure ?? ClipFailure(.internal, "\(error)")
  }
}

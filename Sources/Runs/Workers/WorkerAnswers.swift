import Batch
import Foundation
import Recognition
import Records
import System

/// What workers answer, as the payloads of their messages. Whatever goes wrong reaches the parent as the clip's failure.
enum WorkerAnswer {
  /// An answer as JSON; one that cannot be written becomes that of a failure.
  static func payload<Answer: Encodable>(_ answer: Answer, failed: (ClipFailure) -> Answer) -> [UInt8] {
    do {
      return try Array(JSONEncoder().encode(answer))
    } catch {
      // A failure has no numbers, and all else has a JSON text.
      return (try? Array(JSONEncoder().encode(failed(.fault(error))))) ?? []
    }
  }

  /// The records that `analyze` makes of a clip, each as JSON.
  static func records(of path: ClipPath, _ analyze: () throws -> [ClipRecord]) -> [[UInt8]] {
    do {
      return try analyze().map { $0.json.utf8() }
    } catch {
      return [ClipRecord(path: path, failure: .fault(error)).json.utf8()]
    }
  }

  /// What `measure` finds of a clip, each record with its measurement as JSON.
  static func measured(of path: ClipPath, _ measure: () throws -> [MeasuredRecord]) -> [[UInt8]] {
    do {
      return try measure().map(\.payload)
    } catch {
      return [MeasuredRecord(record: ClipRecord(path: path, failure: .fault(error)), measurement: nil).payload]
    }
  }
}

extension MeasuredRecord {
  /// As JSON; what cannot be written becomes a failure of the same clip.
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

  /// The one answer that a worker gave as JSON; `failed` makes it of a failure.
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
  /// The failed record's words for a worker that gave no answer.
  init(_ failure: JobFailure) {
    let kind: Kind =
      switch failure {
      case .timedOut: .timeout
      case .outgrewMemory: .tooLarge
      case .died, .garbled: .internal
      }
    self.init(kind, failure.description)
  }

  /// The failed record's words for an error that a clip should not have met; its own, where it is such a failure.
  static func fault(_ error: any Error) -> ClipFailure {
    error as? ClipFailure ?? ClipFailure(.internal, "\(error)")
  }
}

import Records
import Reporting
import System
import TestSupport

/// Records with every combination of keys.
enum Samples {
  /// With numbers as rounded in the output.
  static let analysis: ClipAnalysis = {
    var analysis = SampleRecords.analysis
    analysis.durationSeconds = 3.303
    analysis.voice?.measures["snr_db"] = 24.1
    analysis.voice?.probabilities = Probabilities([.neutral: 0.05])
    analysis.segments = nil
    analysis.warnings = [.backlit, .disagreement]
    return analysis
  }()

  static let ok = record("clip.mp4", analysis)

  /// One channel of an audio recording, restricted to two labels, with a timeline.
  static let voiceOnly: ClipRecord = {
    var analysis = Samples.analysis
    analysis.channel = 2
    analysis.emotion = .uncertain
    analysis.confidence = 0.55
    analysis.probabilities = Probabilities([.sad: 0.45, .happy: 0.55])
    analysis.face = nil
    analysis.alignment = nil
    analysis.agreement = nil
    analysis.voice?.weight = 1
    analysis.durationSeconds = 3725
    analysis.warnings = []
    analysis.segments = [
      EmotionSegment(
        startSeconds: 0,
        endSeconds: 1.5,
        emotion: .label(.sad),
        confidence: 0.7,
        probabilities: Probabilities([.sad: 0.7, .happy: 0.3]),
        valence: -0.2,
        arousal: 0.1,
        speechRatio: 0.75,
        voiceWeight: 1
      ),
      EmotionSegment(
        startSeconds: 1.5,
        endSeconds: 3,
        emotion: nil,
        confidence: nil,
        probabilities: nil,
        speechRatio: 0
      ),
    ]
    analysis.options = "--labels happy,sad"
    return record("call, \"left\"\n.wav", analysis)
  }()

  static let failed = ClipRecord(
    path: ClipPath("x.mp4"),
    bytes: 12,
    modified: nil,
    outcome: .failed(ClipFailure(.noStreams, "no sound, no picture"))
  )

  static let notUTF8 = ClipRecord(
    path: ClipPath(bytes: [0xE9, 0x2F, 0x61]),
    bytes: nil,
    modified: nil,
    outcome: .failed(ClipFailure(.notFound, "nothing is there"))
  )

  static let all = [ok, voiceOnly, failed, notUTF8]

  static func record(_ path: String, _ analysis: ClipAnalysis) -> ClipRecord {
    ClipRecord(path: ClipPath(path), bytes: 401_213, modified: "2026-11-22T10:00:00Z", outcome: .ok(analysis))
  }
}

/// Stores each write.
final class MemorySink: OutputSink {
  var writes: [[UInt8]] = []
  var isFinished = false
  var text: String { String(decoding: writes.joined(), as: UTF8.self) }

  func write(_ bytes: [UInt8]) { writes.append(bytes) }
  func finish() { isFinished = true }
}

/// Writes the records in a format and returns the sink.
func written(
  _ records: [ClipRecord],
  as format: RecordFormat,
  fields: String? = nil,
  table: TableStyle = TableStyle(),
  continuesFile: Bool = false
) throws -> MemorySink {
  let sink = MemorySink()
  let selection = try fields.map { try FieldSelection(parsing: $0) }
  let writer = format.writer(to: sink, fields: selection, table: table, continuesFile: continuesFile)
  try writer.begin()
  for record in records { try writer.write(record) }
  try writer.finish()
  return sink
}

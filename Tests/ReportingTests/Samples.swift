import Fusion
import Media
import Records
import Reporting

/// Records of every shape, and somewhere to write them.
enum Samples {
  static let probabilities = Probabilities([
    .neutral: 0.03, .calm: 0.02, .happy: 0.82, .sad: 0.01, .angry: 0.04, .fearful: 0.02, .disgust: 0.01,
    .surprised: 0.05,
  ])

  static let analysis = ClipAnalysis(
    emotion: .label(.happy),
    confidence: 0.82,
    probabilities: probabilities,
    valence: 0.61,
    arousal: 0.48,
    agreement: 0.91,
    durationSeconds: 3.303,
    voice: VoiceReport(
      weight: 0.44,
      speechRatio: 0.81,
      signalToNoiseDecibels: 24.1,
      probabilities: Probabilities([.neutral: 0.05])
    ),
    face: FaceReport(weight: 0.56, coverage: 0.98, faces: 1, probabilities: Probabilities([.neutral: 0.02])),
    alignment: StreamAlignment(lagMilliseconds: -40, cost: 0.31),
    warnings: ["backlit", "voice and face disagree"],
    model: "emocli-av 1.0.0",
    timing: StageTiming(
      decodeSeconds: 0.09,
      voiceSeconds: 0.02,
      faceSeconds: 0.21,
      fusionSeconds: 0.01,
      totalSeconds: 0.33
    )
  )

  static let ok = record("clip.mp4", analysis)

  /// A channel of a sound recording, restricted to two labels, with a timeline.
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
        probabilities: Probabilities([.sad: 0.7, .happy: 0.3])
      ),
      EmotionSegment(startSeconds: 1.5, endSeconds: 3, emotion: nil, confidence: nil, probabilities: nil),
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

/// Keeps what is written, write by write.
final class MemorySink: RecordSink {
  var writes: [[UInt8]] = []
  var isFinished = false
  var text: String { String(decoding: writes.joined(), as: UTF8.self) }

  func write(_ bytes: [UInt8]) { writes.append(bytes) }
  func finish() { isFinished = true }
}

/// What a format makes of some records.
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

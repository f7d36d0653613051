import Records
import System

/// Records with every combination of keys, with unrounded numbers.
public enum SampleRecords {
  public static let probabilities = Probabilities([
    .neutral: 0.03, .calm: 0.02, .happy: 0.82, .sad: 0.01, .angry: 0.04, .fearful: 0.02, .disgust: 0.01,
    .surprised: 0.05,
  ])

  public static let ok = ClipRecord(
    path: ClipPath("clip.mp4"),
    bytes: 401_213,
    modified: "2026-11-22T10:00:00Z",
    outcome: .ok(analysis)
  )

  public static let analysis = ClipAnalysis(
    emotion: .label(.happy),
    confidence: 0.82,
    probabilities: probabilities,
    valence: 0.61,
    arousal: 0.48,
    agreement: 0.91,
    durationSeconds: 3.3030001,
    streams: [
      .voice: StreamReport(
        weight: 0.44,
        measures: ["speech_ratio": 0.81, "snr_db": 24.1234],
        probabilities: Probabilities([.happy: 0.95, .neutral: 0.05])
      ),
      .face: StreamReport(
        weight: 0.56,
        measures: ["coverage": 0.98, "faces": 1],
        probabilities: Probabilities([.neutral: 0.02, .happy: 0.98])
      ),
    ],
    alignment: StreamAlignment(lagMilliseconds: -40, cost: 0.31),
    segments: [
      EmotionSegment(
        startSeconds: 0,
        endSeconds: 1,
        emotion: .label(.happy),
        confidence: 0.77,
        probabilities: Probabilities([.neutral: 0.04]),
        valence: 0.600_04,
        arousal: 0.4,
        speechRatio: 0.87,
        voiceWeight: 0.45
      )
    ],
    warnings: [.backlit],
    model: "emocli-av 1.0.0",
    timing: timing
  )

  public static let timing = StageTiming(
    decodeSeconds: 0.09,
    voiceSeconds: 0.02,
    faceSeconds: 0.21,
    fusionSeconds: 0.01,
    totalSeconds: 0.33
  )

  /// A record with every optional value present.
  public static let full: ClipRecord = {
    var analysis = SampleRecords.analysis
    analysis.channel = 2
    analysis.speaker = "anna"
    analysis.baseline = RecordedBaseline(clips: 24)
    analysis.emotion = .uncertain
    analysis.voice?.probabilities = probabilities
    analysis.face?.probabilities = probabilities
    analysis.segments?.append(
      EmotionSegment(startSeconds: 1, endSeconds: 2.25, emotion: nil, confidence: nil, probabilities: nil)
    )
    analysis.timeShare = EmotionShares(
      Dictionary(uniqueKeysWithValues: EmotionVerdict.allCases.enumerated().map { ($1, Double($0)) })
    )
    analysis.judgedSeconds = 36.000_4
    analysis.faces = [
      FaceRecord(
        id: 1,
        box: FaceRecord.Box(x: 10.26, y: 20, width: 64.5, height: 80),
        coverage: 0.98,
        emotion: .label(.happy),
        confidence: 0.82,
        probabilities: probabilities
      )
    ]
    analysis.options = "--channel 2 --face all"
    let path = ClipPath(bytes: Array("caf".utf8) + [0xE9] + Array(".mp4".utf8))
    return ClipRecord(path: path, bytes: 1, modified: "2026-11-22T10:00:00Z", outcome: .ok(analysis))
  }()

  /// A record of an audio recording, restricted to two labels.
  public static let voiceOnly: ClipRecord = {
    var analysis = SampleRecords.analysis
    analysis.probabilities = Probabilities([.sad: 0.123_44, .happy: 0.876_56])
    analysis.confidence = 0.876_56
    analysis.face = nil
    analysis.alignment = nil
    analysis.agreement = nil
    analysis.segments = nil
    analysis.voice?.weight = 1
    analysis.warnings = []
    return ClipRecord(path: ClipPath("a/b.wav"), bytes: 1, modified: nil, outcome: .ok(analysis))
  }()

  public static let failed = ClipRecord(
    path: ClipPath("x.mp4"),
    bytes: nil,
    modified: nil,
    outcome: .failed(ClipFailure(.noStreams, "no \"stream\"\nat all"))
  )

  public static let all = [ok, full, voiceOnly, failed]
}

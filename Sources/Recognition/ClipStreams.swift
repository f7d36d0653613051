import Fusion
import Media
import Numerics
import Voice

/// Everything that is kept of a clip while it streams by: the followed face, and each channel's voice joined with it.
struct ClipStreams {
  private let models: Models
  private let options: AnalysisOptions
  /// Sound was announced and is wanted.
  let hasSound: Bool
  private(set) var face: FaceTrack?
  /// The face as a table tells it, instead.
  private var measured: MeasuredFace?
  /// What every face says, when all were asked for.
  private(set) var census: FaceCensus?
  private var parties: [PartyTrack] = []
  private let pooled: PooledReader
  private let keepsWindows: Bool
  /// Changes sound and pictures before anything is heard or seen.
  private let spoiler: (any ClipSpoiler)?

  /// - Parameters:
  ///   - pooled: says what windows and segments express.
  ///   - measured: the face, where a table tells it.
  ///   - keepsWindows: what entered the fusion is kept, which takes memory with the clip's length.
  ///   - spoiler: changes sound and pictures first.
  init(
    models: Models,
    options: AnalysisOptions,
    info: ClipInfo,
    pooled: PooledReader,
    measured: MeasuredFace? = nil,
    keepsWindows: Bool = false,
    spoiler: (any ClipSpoiler)? = nil
  ) {
    self.models = models
    self.spoiler = spoiler
    self.pooled = pooled
    self.keepsWindows = keepsWindows
    self.options = options
    hasSound = info.sound != nil && options.modality.wantsVoice
    self.measured = measured
    face =
      info.picture != nil && options.wantsPictures
      ? FaceTrack(
        networks: models.face,
        choice: options.face,
        info: info,
        expressions: options.face.wantsEveryExpression ? .all : .main,
        units: options.face.wantsEveryExpression ? .all : .main,
        displacement: spoiler?.displacement
      ) : nil
    if options.face == .all, face != nil { census = FaceCensus(model: models.fusion) }
    if !hasSound { parties = [party(hasVoice: false)] }
  }

  /// What windows and segments were read against.
  var baseline: SpeakerBaseline? { pooled.baseline }

  /// The clip's faces, from wherever they are known; nil where nobody looks for any.
  var faces: (any FaceStream)? { measured ?? face }

  /// No sample came.
  var isSilent: Bool { hasSound && parties.isEmpty }

  private func party(hasVoice: Bool) -> PartyTrack {
    PartyTrack(models: models, options: options, reader: pooled, hasVoice: hasVoice, keepsWindows: keepsWindows)
  }

  mutating func append(_ event: MediaEvent) {
    switch event {
    case .sound(let block):
      if parties.isEmpty { parties = block.channels.map { _ in party(hasVoice: true) } }
      for index in parties.indices {
        parties[index].append(spoiler?.spoil(block.channels[index]) ?? block.channels[index])
      }
      measured?.advance(by: Double(block.samples.count) / Double(LogMel.sampleRate))
    case .picture(let frame):
      guard let frame = spoiler.map({ $0.spoil(frame) }) ?? frame else { return }
      if let picture = face?.observe(frame, startSeconds: options.startSeconds) { census?.add(picture) }
    }
  }

  /// Joins what has come of both streams and drops what is no longer needed.
  mutating func settle() {
    for index in parties.indices { parties[index].settle(faces) }
    face?.drop(before: parties.map(\.nextStartSeconds).min() ?? 0)
  }

  /// Ends the streams: one party a channel, one without sound, none when the sound turned out empty.
  mutating func finish(durationSeconds: Double) -> [Party] {
    measured?.end(at: durationSeconds)
    // Sound was announced but never came: the face alone is left.
    if parties.isEmpty {
      parties = [party(hasVoice: false)]
    }
    return parties.indices.map { index in
      let segments = parties[index].finish(faces, durationSeconds: durationSeconds)
      return Party(
        windows: parties[index].evidence,
        kept: parties[index].kept,
        speech: parties[index].speech,
        segments: segments
      )
    }
  }

  /// Wall seconds spent on alignment and fusion.
  var fusionSeconds: Double { parties.reduce(0) { $0 + $1.fusionSeconds } }

  /// What one channel, with the face, came to.
  struct Party {
    let windows: [WindowEvidence]
    /// What entered the fusion and its log-mel, window by window; empty unless it was to be kept.
    let kept: [(aligned: AlignedWindow, logMel: Matrix)]
    /// Nil without sound.
    let speech: SpeechTrack?
    let segments: [SegmentPooler.Segment]?
  }
}

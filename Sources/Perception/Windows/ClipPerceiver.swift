import Foundation
import Media
import Records
import Voice

/// What a consumer needs from a clip.
struct PerceptionPlan {
  /// The faces whose expressions and action units are read.
  var expressions = FaceTrack.FaceScope.none
  var units = FaceTrack.FaceScope.none
  /// Whether speech and utterances are detected.
  var findsSpeech = false
  var findsUtterances = false
  /// Whether windows are aligned and passed on; if so, a clip without the requested streams is refused.
  var emitsWindows = false

  /// The plan for aligned windows with all features.
  static func windows(_ options: PerceptionOptions, findsUtterances: Bool = false) -> PerceptionPlan {
    let wanted: FaceTrack.FaceScope = options.face.wantsEveryExpression ? .all : .main
    return PerceptionPlan(
      expressions: wanted,
      units: wanted,
      findsSpeech: true,
      findsUtterances: findsUtterances,
      emitsWindows: true
    )
  }
}

/// Perceives a clip as it streams in: tracks the face and joins it with each channel's voice.
struct ClipPerceiver<Listener: WindowListener>: ClipListener {
  private let networks: PerceptionNetworks
  private let options: PerceptionOptions
  private let plan: PerceptionPlan
  private let displacement: CropDisplacement?
  private let makeListener: (Int) -> Listener
  /// Receives every frame in order once its faces are read.
  private let observe: (FrameObservation) -> Void
  private(set) var clip: OpenedClip?
  /// The clip has sound and the options want it.
  private var hasSound = false
  private(set) var face: FaceTrack?
  /// The face from a table, used instead of `face`.
  private var tableFace: TableFace?
  /// One per channel, complete at the end of the clip.
  private(set) var channels: [ChannelPipeline<Listener>] = []
  /// The duration of the analysed part, known at the end of the clip.
  private(set) var durationSeconds = 0.0

  /// - Parameters:
  ///   - displacement: displacement of the face crop.
  ///   - observe: receives every frame in order once its faces are read.
  ///   - makeListener: makes the listener of the channel at an index.
  init(
    networks: PerceptionNetworks,
    options: PerceptionOptions,
    plan: PerceptionPlan,
    displacement: CropDisplacement? = nil,
    observe: @escaping (FrameObservation) -> Void = { _ in },
    makeListener: @escaping (Int) -> Listener
  ) {
    self.networks = networks
    self.options = options
    self.plan = plan
    self.displacement = displacement
    self.observe = observe
    self.makeListener = makeListener
  }

  /// The clip's faces, from frames or a table; nil if faces are not requested.
  var faces: (any FaceStream)? { tableFace ?? face }

  mutating func open(_ clip: OpenedClip) throws {
    self.clip = clip
    let info = clip.info
    if plan.emitsWindows { try checkStreams(info) }
    if let table = options.faceTable {
      tableFace = try TableFace.read(table, options: options, checkCancellation: clip.checkCancellation)
    }
    hasSound = info.sound != nil && options.modality.wantsVoice
    if info.video != nil, options.wantsFrames {
      face = FaceTrack(
        networks: networks.face,
        choice: options.face,
        info: info,
        expressions: plan.expressions,
        units: plan.units,
        displacement: displacement,
        team: clip.team
      )
    }
    if !hasSound { channels = [channel(0, hasVoice: false)] }
  }

  /// Throws if the clip lacks a requested stream.
  private func checkStreams(_ info: ClipInfo) throws(ClipFailure) {
    let (hasSound, hasFrame) = (info.sound != nil, info.video != nil || options.faceTable != nil)
    switch options.modality {
    case .auto where !hasSound && !hasFrame: throw ClipFailure(.noStreams, "there is neither sound nor picture in it")
    case .voice where !hasSound:
      throw ClipFailure(.noSpeechOrFace, "there is no sound in it, and no voice without sound")
    case .face where !hasFrame:
      throw ClipFailure(.noSpeechOrFace, "there is no picture in it, and no face without picture")
    case .both where !hasSound || !hasFrame:
      throw ClipFailure(.noSpeechOrFace, "there is no \(hasSound ? "picture" : "sound") in it, and both were asked for")
    default: return
    }
  }

  private func channel(_ index: Int, hasVoice: Bool) -> ChannelPipeline<Listener> {
    let detector = plan.findsSpeech ? networks.speechDetector : nil
    let encoder = plan.emitsWindows ? networks.voice.encoder : nil
    return ChannelPipeline(
      selector: FaceSelector(choice: options.face, activeSpeakerDetector: networks.activeSpeakerDetector),
      voice: hasVoice
        ? VoiceTrack(detector: detector, encoder: encoder, findsUtterances: plan.findsUtterances) : nil,
      voiceWidth: networks.voice.identity.channelCount,
      aligns: plan.emitsWindows,
      listener: makeListener(index)
    )
  }

  mutating func receive(_ block: SoundBlock) {
    guard hasSound else { return }
    if channels.isEmpty { channels = block.channels.indices.map { channel($0, hasVoice: true) } }
    for index in channels.indices { channels[index].append(block.channels[index]) }
    tableFace?.advance(by: Double(block.sampleCount) / Double(LogMel.sampleRate))
  }

  mutating func receive(_ frame: VideoFrame) {
    let start = options.startSeconds
    face?.observe(frame, startSeconds: start)
    collect(waits: false)
  }

  /// Passes the frames on whose faces have been read.
  private mutating func collect(waits: Bool) {
    for frame in face?.collect(waits: waits) ?? [] { observe(frame) }
  }

  /// Joins the completed windows and drops frames that are no longer needed.
  mutating func advance() throws(ClipFailure) {
    for index in channels.indices { try channels[index].advance(faces) }
    face?.drop(before: channels.map(\.nextStartSeconds).min() ?? 0)
  }

  mutating func close(measuredSeconds: Double) throws(ClipFailure) {
    durationSeconds = duration(measuredSeconds)
    collect(waits: true)
    if plan.emitsWindows { try checkContent() }
    tableFace?.end(at: durationSeconds)
    // The header promised sound that never came: only the face is left.
    if channels.isEmpty { channels = [channel(0, hasVoice: false)] }
    for index in channels.indices { try channels[index].finish(faces, durationSeconds: durationSeconds) }
  }

  /// Emits the waiting frames of a clip that broke off, each with the face selected so far.
  mutating func abort() {
    collect(waits: true)
    if channels.isEmpty { channels = [channel(0, hasVoice: false)] }
    for index in channels.indices { channels[index].emitFrames(faces, before: .infinity) }
  }

  /// Removes and returns the items that the first channel's listener has collected.
  mutating func drainFirst<Item>(_ items: WritableKeyPath<Listener, [Item]>) -> [Item] {
    channels.isEmpty ? [] : channels[0].drain(items)
  }

  /// The duration of the analysed part. If nothing of the clip was decoded, it comes from the header or the table.
  private func duration(_ measuredSeconds: Double) -> Double {
    guard let tableFace, !hasSound, let info = clip?.info else { return measuredSeconds }
    if info.isStill { return 0 }
    let rest = info.durationSeconds.map { max(0, $0 - options.startSeconds) } ?? tableFace.tableSeconds
    return min(rest, options.durationSeconds ?? .infinity)
  }

  /// Throws if the clip has only sound, and too little of it.
  private func checkContent() throws(ClipFailure) {
    guard hasSound, faces?.isSeen != true else { return }
    if channels.isEmpty { throw ClipFailure.noSound(options) }
    let minimum = SpeechActivity.minSeconds
    guard durationSeconds >= minimum else {
      let seconds = String(format: "%.2f", durationSeconds)
      throw ClipFailure(.tooShort, "\(seconds) s of sound are too little, it takes \(minimum) s")
    }
  }
}

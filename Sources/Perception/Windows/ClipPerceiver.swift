import Foundation
import Media
import Records
import Voice

/// What of a clip its consumer needs.
struct PerceptionPlan {
  /// Of which faces expressions and action units are read.
  var expressions = FaceTrack.FaceScope.none
  var units = FaceTrack.FaceScope.none
  /// Where speech is, and where utterances are.
  var findsSpeech = false
  var findsUtterances = false
  /// Windows are aligned and handed over; a clip without the streams that were asked for is refused.
  var givesWindows = false

  /// Windows of all that counts.
  static func windows(_ options: PerceptionOptions, findsUtterances: Bool = false) -> PerceptionPlan {
    let wanted: FaceTrack.FaceScope = options.face.wantsEveryExpression ? .all : .main
    return PerceptionPlan(
      expressions: wanted,
      units: wanted,
      findsSpeech: true,
      findsUtterances: findsUtterances,
      givesWindows: true
    )
  }
}

/// Everything that is perceived of a clip while it streams by: the followed face, and each channel's voice joined with it.
struct ClipPerceiver<Listener: WindowListener>: ClipListener {
  private let networks: PerceptionNetworks
  private let options: PerceptionOptions
  private let plan: PerceptionPlan
  private let displacement: CropDisplacement?
  private let makeListener: () -> Listener
  /// Gets every frame as it is looked at.
  private let observe: (FrameObservation) -> Void
  private(set) var clip: OpenedClip?
  /// Sound was announced and is wanted.
  private var hasSound = false
  private(set) var face: FaceTrack?
  /// The face as a table tells it, instead.
  private var measured: MeasuredFace?
  /// One a channel, once the clip is over.
  private(set) var channels: [ChannelPipeline<Listener>] = []
  /// How long the analysed part is, once the clip is over.
  private(set) var durationSeconds = 0.0

  /// - Parameters:
  ///   - displacement: how far the face's crop is off its place.
  ///   - observe: gets every frame as it is looked at.
  ///   - makeListener: makes the listener of a channel.
  init(
    networks: PerceptionNetworks,
    options: PerceptionOptions,
    plan: PerceptionPlan,
    displacement: CropDisplacement? = nil,
    observe: @escaping (FrameObservation) -> Void = { _ in },
    makeListener: @escaping () -> Listener
  ) {
    self.networks = networks
    self.options = options
    self.plan = plan
    self.displacement = displacement
    self.observe = observe
    self.makeListener = makeListener
  }

  /// The clip's faces, from wherever they are known; nil where nobody looks for any.
  var faces: (any FaceStream)? { measured ?? face }

  mutating func open(_ clip: OpenedClip) throws {
    self.clip = clip
    let info = clip.info
    if plan.givesWindows { try checkStreams(info) }
    if let table = options.faceTable {
      measured = try MeasuredFace.read(table, options: options, mayGoOn: clip.mayGoOn)
    }
    hasSound = info.sound != nil && options.modality.wantsVoice
    if info.video != nil, options.wantsFrames {
      face = FaceTrack(
        networks: networks.face,
        choice: options.face,
        info: info,
        expressions: plan.expressions,
        units: plan.units,
        displacement: displacement
      )
    }
    if !hasSound { channels = [channel(hasVoice: false)] }
  }

  /// A clip without a stream that was asked for cannot be analysed.
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

  private func channel(hasVoice: Bool) -> ChannelPipeline<Listener> {
    let detector = plan.findsSpeech ? networks.speechDetector : nil
    return ChannelPipeline(
      selector: FaceSelector(choice: options.face, judge: networks.activeSpeakerDetector),
      voice: hasVoice ? VoiceTrack(detector: detector, findsUtterances: plan.findsUtterances) : nil,
      aligns: plan.givesWindows,
      listener: makeListener()
    )
  }

  mutating func receive(_ block: SoundBlock) {
    guard hasSound else { return }
    if channels.isEmpty { channels = block.channels.map { _ in channel(hasVoice: true) } }
    for index in channels.indices { channels[index].append(block.channels[index]) }
    measured?.advance(by: Double(block.sampleCount) / Double(LogMel.sampleRate))
  }

  mutating func receive(_ frame: VideoFrame) {
    if let frame = face?.observe(frame, startSeconds: options.startSeconds) { observe(frame) }
  }

  /// Joins what has come of both streams and drops what is no longer needed.
  mutating func advance() throws(ClipFailure) {
    for index in channels.indices { try channels[index].advance(faces) }
    face?.drop(before: channels.map(\.nextStartSeconds).min() ?? 0)
  }

  mutating func close(measuredSeconds: Double) throws(ClipFailure) {
    durationSeconds = duration(measuredSeconds)
    if plan.givesWindows { try checkContent() }
    measured?.end(at: durationSeconds)
    // Sound was announced but never came: the face alone is left.
    if channels.isEmpty { channels = [channel(hasVoice: false)] }
    for index in channels.indices { try channels[index].finish(faces, durationSeconds: durationSeconds) }
  }

  /// The clip broke off: hands over the frames that wait, with the faces that counted so far.
  mutating func giveUp() {
    if channels.isEmpty { channels = [channel(hasVoice: false)] }
    for index in channels.indices { channels[index].decide(faces, before: .infinity) }
  }

  /// What the first channel's listener has collected since the last time.
  mutating func takeFromFirst<Item>(_ items: WritableKeyPath<Listener, [Item]>) -> [Item] {
    channels.isEmpty ? [] : channels[0].take(items)
  }

  /// How long the analysed part is. Where nothing of the clip was decoded its head says it, or the table.
  private func duration(_ measuredSeconds: Double) -> Double {
    guard let measured, !hasSound, let info = clip?.info else { return measuredSeconds }
    if info.isStill { return 0 }
    let rest = info.durationSeconds.map { max(0, $0 - options.startSeconds) } ?? measured.tableSeconds
    return min(rest, options.durationSeconds ?? .infinity)
  }

  /// A clip of sound alone has to have enough of it.
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

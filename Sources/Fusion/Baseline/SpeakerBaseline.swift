/// What is known of a speaker from clips without labels: mean and spread of the voice and of each group of the face.
public struct SpeakerBaseline: Equatable, Sendable {
  /// Clips that were added.
  public private(set) var clips = 0
  public private(set) var voice: Moments
  public private(set) var appearance: Moments
  public private(set) var intensities: Moments
  public private(set) var presences: Moments

  public init() {
    voice = Moments(width: CrossModalFusion.voiceWidth)
    appearance = Moments(width: FaceSummary.appearance.count)
    intensities = Moments(width: FaceSummary.intensities.count)
    presences = Moments(width: FaceSummary.presences.count)
  }

  /// Nil where the numbers are not those of this program's features.
  public init?(clips: Int, voice: Moments, appearance: Moments, intensities: Moments, presences: Moments) {
    self.init()
    let given = [voice, appearance, intensities, presences]
    let own = [self.voice, self.appearance, self.intensities, self.presences]
    guard zip(given, own).allSatisfy({ $0.sums.count == $1.sums.count && $0.count <= clips }) else { return nil }
    (self.clips, self.voice, self.appearance) = (clips, voice, appearance)
    (self.intensities, self.presences) = (intensities, presences)
  }

  public init(_ clips: some Sequence<ClipSummary>) {
    self.init()
    for clip in clips { add(clip) }
  }

  public mutating func add(_ clip: ClipSummary) {
    clips += 1
    if let heard = clip.voice { voice.add(heard) }
    guard let face = clip.face else { return }
    if face.known.contains(.appearance) { appearance.add(face.values[FaceSummary.appearance]) }
    if face.known.contains(.intensities) { intensities.add(face.values[FaceSummary.intensities]) }
    if face.known.contains(.presences) { presences.add(face.values[FaceSummary.presences]) }
  }

  func moments(of group: FaceGroups) -> Moments {
    group == .appearance ? appearance : group == .intensities ? intensities : presences
  }

  /// How much of what is said of the face, and of both, is said against the person's own usual, 0…1.
  var faceShare: Double { Usual.share(clips: max(appearance.count, intensities.count, presences.count)) }
  public var share: Double { Usual.share(clips: clips) }
}

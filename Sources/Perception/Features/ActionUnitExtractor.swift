import Face
import Records
import System

/// A clip's action units, frame by frame, as read and against each person's own rest.
public struct ActionUnitExtractor {
  /// A face in a frame, or that there is none.
  public struct Sighting {
    /// The frame's place, from 1, among all of the analysed part.
    public let frame: Int
    /// On the clip's clock.
    public let seconds: Double
    public let face: UnitReading?
  }

  /// A face and its action units.
  public struct UnitReading {
    public let id: Int
    public let confidence: Double
    public let pose: HeadPose
    /// As read, less flicker.
    public let units: ActionUnits
    /// Less what the face reads at rest, 0…5.
    public let calibrated: ActionUnits
  }

  private let networks: PerceptionNetworks
  private let faces: FaceExtractor

  /// - Parameters:
  ///   - options: whose face, part and time limit are taken from them.
  ///   - isInterrupted: asked now and then; once true, `extract` throws `CancellationError`.
  public init(networks: PerceptionNetworks, options: PerceptionOptions, isInterrupted: @escaping () -> Bool = { false })
  {
    self.networks = networks
    faces = FaceExtractor(
      networks: networks,
      options: options,
      withEmbeddings: false,
      withUnits: true,
      isInterrupted: isInterrupted
    )
  }

  /// Hands over every frame of the clip, in order of time, once the clip is read; with `--face all` each of its faces.
  ///
  /// - Parameter announceDuration: told the clip's duration in seconds as soon as it is known, and again when it turns
  ///   out longer.
  /// - Throws: `ClipFailure`, after the frames before it, `CancellationError` when interrupted, and what the handler
  ///   throws.
  public func extract(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (Sighting) throws -> Void
  ) throws {
    let reader = networks.face.actionUnits
    var track = ActionUnitBuffer()
    var denoiser = ActionUnitDenoiser(networks.denoising, reference: reader.reference)
    let result = Result {
      try faces.extract(path, announceDuration: announceDuration) { track.append($0, units: denoiser.denoised($0)) }
    }
    if case .failure(let error) = result, error is CancellationError { throw error }
    try track.give(population: reader.neutral, to: handler)
    try result.get()
  }
}

/// The action units of a clip's faces without flicker, each face's by a track of its own.
private struct ActionUnitDenoiser {
  private let network: DenoisingNetwork
  private let reference: ReferenceFace
  /// By the faces' ids.
  private var denoisers: [Int: GRUDDenoiser] = [:]

  init(_ network: DenoisingNetwork, reference: ReferenceFace) {
    self.network = network
    self.reference = reference
  }

  /// The units of the face in the next frame; nil where none was read.
  mutating func denoised(_ sighting: FaceExtractor.Sighting) -> ActionUnits? {
    guard let face = sighting.face, let units = sighting.units, let light = sighting.lightLevel else { return nil }
    let denoiser = denoisers[face.id] ?? GRUDDenoiser(network, reference: reference)
    denoisers[face.id] = denoiser
    let reading = GRUDDenoiser.Reading(
      units: units,
      landmarks: face.landmarks,
      confidence: face.confidence,
      lightLevel: light
    )
    return denoiser.units(of: reading, at: sighting.seconds)
  }
}

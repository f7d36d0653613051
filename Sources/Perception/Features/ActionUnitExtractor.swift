import Face
import System

/// Extracts a clip's action units frame by frame, both raw and calibrated to each face at rest.
public struct ActionUnitExtractor {
  /// A frame with a face or without one.
  public struct FrameReading {
    /// The frame's number, from 1, in the analysed part.
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
    /// Denoised readings.
    public let units: ActionUnits
    /// Readings minus those of the face at rest, 0…5.
    public let calibrated: ActionUnits
  }

  private let networks: PerceptionNetworks
  private let faces: FaceExtractor

  /// - Parameters:
  ///   - options: the options for face selection, part and time limit.
  ///   - threadCount: the maximum number of threads that work on a clip; the result does not depend on it.
  ///   - isInterrupted: polled regularly, on any thread; once true, `extract` throws `CancellationError`.
  public init(
    networks: PerceptionNetworks,
    options: PerceptionOptions,
    threadCount: Int = 1,
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.networks = networks
    faces = FaceExtractor(
      networks: networks,
      options: options,
      withEmbeddings: false,
      withUnits: true,
      threadCount: threadCount,
      isInterrupted: isInterrupted
    )
  }

  /// Passes every frame of the clip to `handler` in order of time, once the clip is read; with `--face all`, each of
  /// its faces.
  ///
  /// - Parameter announceDuration: receives the clip's duration in seconds as soon as it is known, and again if it
  ///   turns out longer.
  /// - Returns: the duration of the part, in seconds.
  /// - Throws: `ClipFailure` after the frames before the failure, `CancellationError` if interrupted, and what
  ///   `handler` throws.
  @discardableResult
  public func extract(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (FrameReading) throws -> Void
  ) throws -> Double {
    let reader = networks.face.actionUnits
    var track = ActionUnitBuffer()
    var denoiser = ActionUnitDenoiser(networks.denoising, reference: reader.reference)
    let result = Result {
      try faces.extract(path, announceDuration: announceDuration) { track.append($0, units: denoiser.denoised($0)) }
    }
    if case .failure(let error) = result, error is CancellationError { throw error }
    try track.emit(population: reader.neutral, to: handler)
    return try result.get()
  }
}

/// Denoises the action units of a clip's faces, with a denoiser for each face.
private struct ActionUnitDenoiser {
  private let network: DenoisingNetwork
  private let reference: ReferenceFace
  /// By face id.
  private var denoisers: [Int: GRUDDenoiser] = [:]

  init(_ network: DenoisingNetwork, reference: ReferenceFace) {
    self.network = network
    self.reference = reference
  }

  /// Returns the denoised units of the face in the next frame; nil if none were read.
  mutating func denoised(_ frame: FaceExtractor.FrameReading) -> ActionUnits? {
    guard let face = frame.face, let units = frame.units, let light = frame.lightLevel else { return nil }
    let denoiser = denoisers[face.id] ?? GRUDDenoiser(network, reference: reference)
    denoisers[face.id] = denoiser
    let reading = GRUDDenoiser.Reading(
      units: units,
      landmarks: face.landmarks,
      confidence: face.confidence,
      lightLevel: light
    )
    return denoiser.units(of: reading, at: frame.seconds)
  }
}

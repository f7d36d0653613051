import Face
import Fusion
import Numerics

/// The samples of one face of a table, with only what an analysis needs.
struct FaceSamples {
  /// In seconds from the start of the analysed part, ascending.
  private(set) var times: [Double] = []
  /// (samples, 17) in row-major order, 0…5.
  private var intensities: [Float] = []
  /// (samples, 18) in row-major order, 0 or 1; unused once a sample came without presences.
  private var presences: [Float] = []
  private var hasPresences = true
  /// The mouth movement of each sample, from landmarks; unused once a sample came without landmarks.
  private var movement: [SIMD2<Float>] = []
  private var hasLandmarks = true
  private var latest: (seconds: Double, landmarks: Landmarks)?

  mutating func append(_ face: FaceTableRow.Face, at seconds: Double) {
    times.append(seconds)
    intensities += face.intensities.map { min(max($0, 0), ActionUnit.maxIntensity) }
    hasPresences = hasPresences && face.presences != nil
    if hasPresences, let values = face.presences { presences += values } else { presences = [] }
    hasLandmarks = hasLandmarks && face.landmarks != nil
    guard hasLandmarks, let landmarks = face.landmarks else {
      movement = []
      return
    }
    let now = (seconds: seconds, landmarks: landmarks)
    let signal = MouthMovement.signal((latest.map { [$0] } ?? []) + [now])
    let row = signal.rows - 1
    movement.append(SIMD2(signal[row, 0], signal[row, 1]))
    // The first sample has no predecessor: it takes the speed of the second.
    if movement.count == 2 { movement[0].y = movement[1].y }
    latest = now
  }

  /// Returns a sample as input of the fusion. `seconds` may differ from the sample's own time.
  func sample(_ index: Int, at seconds: Double, mouth: (opening: Float, speed: Float)) -> FaceSample {
    let (width, count) = (FaceUnits.presenceCount, FaceUnits.intensityCount)
    let intensities = intensities[count * index..<count * (index + 1)].map {
      min(max($0, 0), ActionUnit.maxIntensity)
    }
    let presences =
      hasPresences
      ? Array(presences[width * index..<width * (index + 1)]) : [Float](repeating: 0, count: width)
    return FaceSample(
      seconds: seconds,
      mouth: .movement(opening: mouth.opening, speed: mouth.speed),
      embedding: [],
      units: intensities + presences,
      trust: 1,
      known: hasPresences ? [.intensities, .presences] : .intensities
    )
  }

  /// The mouth movement as in `MouthMovement`, (samples, 2): from the landmarks if every sample has them, else from the
  /// action units.
  func movement(in range: Range<Int>) -> Matrix {
    if hasLandmarks {
      let values = range.flatMap { [movement[$0].x, movement[$0].y] }
      return Matrix(rows: range.count, columns: MouthMovement.columns, values: values)
    }
    let width = ActionUnit.allCases.count
    return MouthMovement.signal(units: range.map { (times[$0], intensities[width * $0..<width * ($0 + 1)]) })
  }
}

import Face
import Fusion
import Numerics

/// One face of a table through time, as little of it as an analysis needs.
struct FaceSamples {
  /// In seconds from the start of the analysed part, ascending.
  private(set) var times: [Double] = []
  /// (samples, 17) in row-major order, 0…5.
  private var intensities: [Float] = []
  /// (samples, 18) in row-major order, 0 or 1; of no use once a sample came without.
  private var presences: [Float] = []
  private var hasPresences = true
  /// Of each sample, from landmarks; of no use once one came without.
  private var movement: [SIMD2<Float>] = []
  private var hasLandmarks = true
  private var latest: (seconds: Double, landmarks: Landmarks)?

  mutating func append(_ face: FaceTableRow.Face, at seconds: Double) {
    times.append(seconds)
    intensities += face.intensities.map { min(max($0, 0), ActionUnit.maxIntensity) }
    hasPresences = hasPresences && face.presences != nil
    if hasPresences, let given = face.presences { presences += given } else { presences = [] }
    hasLandmarks = hasLandmarks && face.landmarks != nil
    guard hasLandmarks, let landmarks = face.landmarks else {
      movement = []
      return
    }
    let now = (seconds: seconds, landmarks: landmarks)
    let signal = MouthMovement.signal((latest.map { [$0] } ?? []) + [now])
    let row = signal.rows - 1
    movement.append(SIMD2(signal[row, 0], signal[row, 1]))
    // Before the first one nothing is known to have moved.
    if movement.count == 2 { movement[0].y = movement[1].y }
    latest = now
  }

  /// What enters the fusion of a sample, at a time that may be another than its own.
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
      mouth: .moving(opening: mouth.opening, speed: mouth.speed),
      embedding: [],
      units: intensities + presences,
      trust: 1,
      known: hasPresences ? [.intensities, .presences] : .intensities
    )
  }

  /// How the mouth moves, as `MouthMovement` tells it, (samples, 2): by the landmarks where every sample has them, else by
  /// the units.
  func movement(in range: Range<Int>) -> Matrix {
    if hasLandmarks {
      let values = range.flatMap { [movement[$0].x, movement[$0].y] }
      return Matrix(rows: range.count, columns: MouthMovement.columns, values: values)
    }
    let width = ActionUnit.allCases.count
    return MouthMovement.signal(units: range.map { (times[$0], intensities[width * $0..<width * ($0 + 1)]) })
  }
}

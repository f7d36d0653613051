import Face
import Numerics

/// One face of a table through time, as little of it as an analysis needs.
struct FaceSamples {
  /// In seconds from the start of the analysed part, ascending.
  private(set) var times: [Double] = []
  /// (samples, 17) in row-major order, 0…5.
  private var intensities: [Float] = []
  /// Of each sample, from landmarks; of no use once one came without.
  private var movement: [SIMD2<Float>] = []
  private var hasLandmarks = true
  private var latest: (seconds: Double, landmarks: Landmarks)?

  mutating func append(_ face: FaceTableRow.Face, at seconds: Double) {
    times.append(seconds)
    intensities += face.intensities.map { min(max($0, 0), UnitFace.greatestIntensity) }
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

  /// (samples, 17)
  func intensities(in range: Range<Int>) -> Matrix {
    let width = ActionUnit.allCases.count
    let values = intensities[width * range.lowerBound..<width * range.upperBound]
    return Matrix(rows: range.count, columns: width, values: values)
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

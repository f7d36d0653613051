import CKernels
import Foundation

/// Light on a face and around it, from about a thousand points of the frame. Luma, 0…255.
public struct FaceLight: Equatable, Sendable {
  /// Mean luma inside the landmarks, mostly of skin.
  public let face: Double
  /// 95th percentile of luma inside the landmarks: shining skin, teeth and the whites of the eyes, which differ less
  /// between speakers than skin does.
  public let faceHighlight: Double
  /// Fraction of these points that are overexposed, 0…1.
  public let faceClipped: Double
  /// The same mean and fraction beside and above the head; nil if the face leaves no room for it.
  public let surroundings: Double?
  public let surroundingsClipped: Double?
  /// Light from beside and above the head over light from the face's highlights.
  public let backlight: Double?
  /// 98th percentile of luma over face, head and surroundings.
  public let highlight: Double

  private static let burntOut: Float = 250

  init(of landmarks: Landmarks, in luma: Image) {
    let points = LightPoints(around: landmarks, in: luma)
    face = Self.mean(points.face)
    faceHighlight = Self.value(exceededBy: 0.05, of: points.face)
    faceClipped = Self.clipped(points.face)
    highlight = Self.value(exceededBy: 0.02, of: points.all)
    let around = points.surroundings
    surroundings = around.map(Self.mean)
    surroundingsClipped = around.map(Self.clipped)
    let highlightLight = max(Self.light(Float(faceHighlight)), 1e-3)
    backlight = around.map { Self.mean($0.map { Float(Self.light($0)) }) / highlightLight }
  }

  private static func mean(_ values: [Float]) -> Double {
    Double(values.reduce(0, +)) / Double(max(values.count, 1))
  }

  private static func clipped(_ values: [Float]) -> Double {
    Double(values.count { $0 >= burntOut }) / Double(max(values.count, 1))
  }

  private static func value(exceededBy share: Double, of values: [Float]) -> Double {
    values.isEmpty ? 0 : Double(values.sorted()[Int(Double(values.count - 1) * (1 - share))])
  }

  /// Linear light, 0…1, of an sRGB luma.
  private static func light(_ luma: Float) -> Double {
    pow((Double(luma) / 255 + 0.055) / 1.055, 2.4)
  }
}

/// Luma at points of a square around a face, as far as it lies in the frame.
private struct LightPoints {
  private(set) var all: [Float] = []
  private(set) var face: [Float] = []
  /// Nil if there are too few.
  private(set) var surroundings: [Float]? = []

  /// Points per side of the square, and its side over the longer side of the landmarks' box.
  private static let gridSize = 32
  private static let reach = 2.0
  /// Axes of the ellipse inside the landmarks, over the landmarks' box.
  private static let inside = 0.85
  /// The ellipse around the head with its hair: its axes over the landmarks' box, and how far its centre lies above the
  /// box's, in half box heights.
  private static let headWidth = 1.6
  private static let headHeight = 1.8
  private static let headRise = 0.3
  private static let minPoints = 20

  init(around landmarks: Landmarks, in luma: Image) {
    let size = Self.gridSize
    let box = landmarks.upright.bounds
    let (halfWidth, halfHeight) = (max(box.width / 2, 1e-6), max(box.height / 2, 1e-6))
    let square = FaceCrop(
      center: box.center.rotated(by: landmarks.roll),
      side: Self.reach * max(box.width, box.height),
      roll: landmarks.roll
    )
    let grid = square.grid(size: size)
    // Single points, not cell means: as good for a mean over hundreds of them, and far cheaper.
    let values = luma.sample(grid, rows: size, columns: size, subsamples: 1)
    for row in 0..<size {
      for column in 0..<size {
        let (across, down) = (Float(column) + 0.5, Float(row) + 0.5)
        let point = Point(
          x: Double(grid.origin_x + across * grid.across_x + down * grid.down_x),
          y: Double(grid.origin_y + across * grid.across_y + down * grid.down_y)
        )
        guard luma.contains(point) else { continue }
        let value = values[row, column]
        let x = (Double(across) / Double(size) - 0.5) * square.side / halfWidth
        let y = (Double(down) / Double(size) - 0.5) * square.side / halfHeight
        all.append(value)
        if x * x + y * y < Self.inside * Self.inside { face.append(value) }
        let (headX, headY) = (x / Self.headWidth, (y + Self.headRise) / Self.headHeight)
        // Neck and clothes lie below the chin.
        if y < 1, headX * headX + headY * headY > 1 { surroundings?.append(value) }
      }
    }
    if surroundings?.count ?? 0 < Self.minPoints { surroundings = nil }
  }
}

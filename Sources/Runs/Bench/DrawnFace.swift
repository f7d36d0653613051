/// A face drawn from soft ellipses: no person's likeness, but the face networks find and read it like one.
enum DrawnFace {
  /// An ellipse that fades out at its edge. Positions and radii are in eye distances, from the point between the eyes.
  private struct Part {
    let x, y, radiusX, radiusY: Double
    /// Half width of the edge, in radii.
    let softness: Double
    let luma: Double
    var chroma = Chroma.skin
    var opacity = 1.0
  }

  /// Blue and red chroma.
  private struct Chroma {
    let blue, red: Double

    static let skin = Chroma(blue: 108, red: 148)
    static let grey = Chroma(blue: 128, red: 128)
    static let lips = Chroma(blue: 116, red: 160)
  }

  /// Size of an eye distance, in pictures' heights, and the place of the point between the eyes, in widths and heights.
  private static let eyeDistance = 0.16
  private static let middle = (x: 0.5, y: 0.42)

  /// Returns the face before a grey wall: luma (height, width), then blue and red chroma, each (height / 2, width / 2).
  ///
  /// - Parameters:
  ///   - width: even, as `height`.
  ///   - opening: how far the mouth is open, 0…1.
  static func picture(width: Int, height: Int, opening: Double) -> [UInt8] {
    // The picture's grain differs with the mouth, as that of a camera does from frame to frame: it has to be decoded.
    var random = RepeatableNoise(seed: UInt64(1 + 1000 * opening))
    var luma = (0..<width * height).map { index in
      110 + 30 * Double(index % width) / Double(width)
    }
    let parts = parts(opening: opening)
    for part in parts { paint(part, on: &luma, width: width, height: height, value: part.luma) }
    for index in luma.indices { luma[index] += 3 * random.next() }
    let (columns, rows) = (width / 2, height / 2)
    var chroma: [[Double]] = []
    for value in [\Chroma.blue, \Chroma.red] {
      var plane = [Double](repeating: Chroma.grey[keyPath: value], count: columns * rows)
      for part in parts { paint(part, on: &plane, width: columns, height: rows, value: part.chroma[keyPath: value]) }
      chroma.append(plane)
    }
    return ([luma] + chroma).flatMap { $0.map { UInt8(min(max($0, 16), 235)) } }
  }

  private static func parts(opening: Double) -> [Part] {
    let sides = [-1.0, 1]
    let body = [
      Part(x: 0, y: 4.2, radiusX: 2.8, radiusY: 1.9, softness: 0.05, luma: 70, chroma: .grey),
      Part(x: 0, y: 2.2, radiusX: 0.7, radiusY: 1, softness: 0.1, luma: 135),
      Part(x: 0, y: 0.1, radiusX: 1.35, radiusY: 1.55, softness: 0.15, luma: 60, chroma: .grey),
      Part(x: 0, y: 0.45, radiusX: 1.15, radiusY: 1.5, softness: 0.03, luma: 160),
      Part(x: 0, y: 0.3, radiusX: 0.8, radiusY: 0.9, softness: 1, luma: 185, opacity: 0.7),
    ]
    let nose = [
      Part(x: 0, y: 0.45, radiusX: 0.16, radiusY: 0.5, softness: 0.9, luma: 195, opacity: 0.8),
      Part(x: 0, y: 0.97, radiusX: 0.28, radiusY: 0.08, softness: 0.9, luma: 115, opacity: 0.7),
    ]
    let eyes = sides.flatMap { side in
      [
        Part(x: 0.2 * side, y: 0.75, radiusX: 0.11, radiusY: 0.15, softness: 0.9, luma: 140, opacity: 0.6),
        Part(x: 0.11 * side, y: 0.88, radiusX: 0.07, radiusY: 0.04, softness: 0.7, luma: 80),
        Part(x: 0.5 * side, y: -0.02, radiusX: 0.36, radiusY: 0.2, softness: 0.9, luma: 130, opacity: 0.7),
        Part(x: 0.52 * side, y: -0.33, radiusX: 0.36, radiusY: 0.06, softness: 0.5, luma: 60),
        Part(x: 0.5 * side, y: -0.05, radiusX: 0.28, radiusY: 0.13, softness: 0.25, luma: 60, opacity: 0.8),
        Part(x: 0.5 * side, y: 0, radiusX: 0.22, radiusY: 0.085, softness: 0.3, luma: 190, chroma: .grey),
        Part(x: 0.5 * side, y: 0, radiusX: 0.105, radiusY: 0.1, softness: 0.2, luma: 45, chroma: .grey),
        Part(x: 0.5 * side - 0.03, y: -0.03, radiusX: 0.03, radiusY: 0.03, softness: 0.5, luma: 230, chroma: .grey),
      ]
    }
    let mouth = [
      Part(x: 0, y: 1.28, radiusX: 0.45, radiusY: 0.16 + 0.14 * opening, softness: 0.2, luma: 120, chroma: .lips),
      Part(x: 0, y: 1.28, radiusX: 0.36, radiusY: 0.02 + 0.2 * opening, softness: 0.3, luma: 50, chroma: .lips),
    ]
    return body + nose + eyes + mouth
  }

  /// Blends a value into a plane where the part is.
  private static func paint(_ part: Part, on plane: inout [Double], width: Int, height: Int, value: Double) {
    let unit = eyeDistance * Double(height)
    let (centerX, centerY) = (middle.x * Double(width) + part.x * unit, middle.y * Double(height) + part.y * unit)
    let (radiusX, radiusY) = (part.radiusX * unit, part.radiusY * unit)
    let reach = 1 + part.softness
    func cells(_ center: Double, _ radius: Double, _ count: Int) -> Range<Int> {
      let start = min(max(0, Int(center - reach * radius)), count)
      return start..<max(start, min(count, Int(center + reach * radius) + 1))
    }
    for row in cells(centerY, radiusY, height) {
      let y = (Double(row) - centerY) / radiusY
      for column in cells(centerX, radiusX, width) {
        let x = (Double(column) - centerX) / radiusX
        let depth = min(max((reach - (x * x + y * y).squareRoot()) / (2 * part.softness), 0), 1)
        let share = part.opacity * depth * depth * (3 - 2 * depth)
        plane[row * width + column] += share * (value - plane[row * width + column])
      }
    }
  }
}

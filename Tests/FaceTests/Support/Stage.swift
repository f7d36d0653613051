import Media
import System
import TestSupport

@testable import Face

/// Frames composed from the fixture faces.
struct Stage {
  static let width = 480
  static let height = 270
  private(set) var rgb: [UInt8]

  /// A textured background around grey level `tone`.
  init(tone: Int = 120) {
    rgb = (0..<Self.width * Self.height * 3).map { index in
      let (x, y) = (index / 3 % Self.width, index / 3 / Self.width)
      return UInt8(clamping: tone + (x / 24 + y / 24) % 2 * 12 + (x * 7 + y * 13) % 5)
    }
  }

  /// A fixture face, cut out around its landmarks.
  struct Actor {
    let frame: VideoFrame
    /// The visible part: an ellipse in this box.
    let box: FaceBox
    /// Factors of red, green and blue.
    var tint = [1.0, 1.0, 1.0]

    init(_ fixture: String, tint: [Double] = [1, 1, 1]) throws {
      let reader = try ClipReader(
        path: ClipPath(Repository.fixture(fixture)),
        options: ReadingOptions(video: VideoOptions())
      )
      var found: VideoFrame?
      while found == nil, let event = try reader.next() { if case .frame(let frame) = event { found = frame } }
      guard let found else { throw MissingImage() }
      frame = found
      let faces = StillReader(networks: try Networks.shared()).observe(found, luma: .luma(of: found)).faces
      guard let face = faces.first else { throw MissingImage() }
      let bounds = face.landmarks.bounds
      let side = 1.5 * max(bounds.width, bounds.height)
      box = FaceBox(
        x: bounds.center.x - side / 2,
        y: bounds.center.y - 0.58 * side,
        width: side,
        height: side
      )
      self.tint = tint
    }
  }

  struct MissingImage: Error {}

  /// Draws an actor with the centre of its box at `center`, `size` pixels wide.
  mutating func show(_ actor: Actor, at center: Point, size: Double) {
    let scale = actor.box.width / size
    let (left, top) = (center.x - size / 2, center.y - size / 2)
    for y in max(0, Int(top))..<min(Self.height, Int(top + size)) {
      for x in max(0, Int(left))..<min(Self.width, Int(left + size)) {
        let (u, v) = ((Double(x) + 0.5 - center.x) / size, (Double(y) + 0.5 - center.y) / size)
        guard u * u / 0.16 + v * v / 0.24 < 1 else { continue }
        let column = Int(actor.box.x + (u + 0.5) * size * scale)
        let row = Int(actor.box.y + (v + 0.5) * size * scale)
        guard (0..<actor.frame.width).contains(column), (0..<actor.frame.height).contains(row) else { continue }
        for channel in 0..<3 {
          let value = Double(actor.frame.rgb[(row * actor.frame.width + column) * 3 + channel]) * actor.tint[channel]
          rgb[(y * Self.width + x) * 3 + channel] = UInt8(min(255, value))
        }
      }
    }
  }

  /// Covers a region with a plain block.
  mutating func cover(_ box: FaceBox) {
    for y in max(0, Int(box.y))..<min(Self.height, Int(box.y + box.height)) {
      for x in max(0, Int(box.x))..<min(Self.width, Int(box.x + box.width)) {
        for channel in 0..<3 { rgb[(y * Self.width + x) * 3 + channel] = UInt8(60 + (x + y) % 40) }
      }
    }
  }

  func frame(at seconds: Double) -> VideoFrame {
    VideoFrame(width: Self.width, height: Self.height, rgb: rgb, seconds: seconds)
  }
}

/// The shipped face networks.
enum Networks {
  static func shared() throws -> FaceNetworks {
    try FaceNetworks(
      detector: Vectors.model("face-detector"),
      landmarks: Vectors.model("landmarks"),
      expression: Vectors.model("expression"),
      actionUnits: Vectors.model("action-units")
    )
  }
}

extension FaceTracker {
  mutating func observe(_ stage: Stage, at seconds: Double) -> [TrackedFace] {
    let frame = stage.frame(at: seconds)
    return observe(frame, luma: .luma(of: frame)).faces
  }
}

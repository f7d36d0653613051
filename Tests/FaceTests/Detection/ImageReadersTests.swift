import Media
import TestSupport
import Testing

@testable import Face

@Suite("Faces in stills")
struct ImageReadersTests {
  private func mirrored(_ frame: VideoFrame) -> VideoFrame {
    var rgb = frame.rgb
    for row in 0..<frame.height {
      for column in 0..<frame.width {
        for channel in 0..<3 {
          rgb[(row * frame.width + column) * 3 + channel] =
            frame.rgb[(row * frame.width + frame.width - 1 - column) * 3 + channel]
        }
      }
    }
    return VideoFrame(width: frame.width, height: frame.height, rgb: rgb, seconds: 0)
  }

  @Test("A mirrored image gives the mirrored face", arguments: ["face.jpg", "face-happy.png", "face-surprised.png"])
  func mirror(name: String) throws {
    let reader = StillReader(networks: try Networks.shared())
    let frame = try Stage.Actor(name).frame
    let other = mirrored(frame)
    let face = try #require(reader.observe(frame, luma: .luma(of: frame)).faces.first)
    let mirror = try #require(reader.observe(other, luma: .luma(of: other)).faces.first)
    let width = Double(frame.width)
    let distances = (0..<Landmarks.count).map { index in
      let point = mirror.landmarks.points[Landmarks.mirroredOrder[index]]
      return face.landmarks.points[index].distance(to: Point(x: width - point.x, y: point.y))
    }
    #expect(distances.max()! < 0.01 * face.landmarks.interocularDistance)
    #expect(abs(face.pose.y + mirror.pose.y) < 0.02 && abs(face.pose.z + mirror.pose.z) < 0.02)
    #expect(abs(face.pose.x - mirror.pose.x) < 0.02)
  }

  @Test("Finds small and large faces", arguments: [40.0, 80, 250])
  func sizes(size: Double) throws {
    var stage = Stage()
    stage.show(try Stage.Actor("face.jpg"), at: Point(x: 260, y: 135), size: size)
    let frame = stage.frame(at: 0)
    let faces = StillReader(networks: try Networks.shared()).observe(frame, luma: .luma(of: frame)).faces
    #expect(faces.count == 1 && faces[0].confidence >= 0.5)
    #expect(abs(faces[0].box.center.x - 260) < size / 4)
  }
}

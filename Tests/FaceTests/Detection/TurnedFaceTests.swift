import Foundation
import Media
import TestSupport
import Testing

@testable import Face

@Suite("Faces that are not upright")
struct TurnedFaceTests {
  private static let turns = [QuarterTurn.clockwise, .half, .counterclockwise]

  /// Turns a frame's content.
  private func turned(_ frame: VideoFrame, _ turn: QuarterTurn) -> VideoFrame {
    let (width, height) = turn.isSideways ? (frame.height, frame.width) : (frame.width, frame.height)
    var rgb = frame.rgb
    for row in 0..<frame.height {
      for column in 0..<frame.width {
        let center = Point(x: Double(column) + 0.5, y: Double(row) + 0.5)
        let place = turn.toImage(center, width: Double(width), height: Double(height))
        for channel in 0..<3 {
          rgb[(Int(place.y) * width + Int(place.x)) * 3 + channel] =
            frame.rgb[(row * frame.width + column) * 3 + channel]
        }
      }
    }
    return VideoFrame(width: width, height: height, rgb: rgb, seconds: frame.seconds)
  }

  /// Expects the face of the upright frame, in pixels of the turned one.
  private func expect(_ face: TrackedFace, _ upright: TrackedFace, _ turn: QuarterTurn, in frame: VideoFrame) {
    let size = (width: Double(frame.width), height: Double(frame.height))
    let distances = zip(face.landmarks.points, upright.landmarks.points).map {
      $0.distance(to: turn.toImage($1, width: size.width, height: size.height))
    }
    #expect(distances.max()! < 0.04 * upright.landmarks.interocularDistance)
    let box = turn.toImage(upright.box, width: size.width, height: size.height)
    #expect(face.box.overlap(box) > 0.8)
    let pose = upright.pose.turned(clockwise: turn.angle)
    let back = face.pose.turned(clockwise: -turn.angle)
    #expect(abs(back.x - upright.pose.x) < 0.05 && abs(back.y - upright.pose.y) < 0.05)
    #expect(abs(sin(face.pose.z - pose.z)) < 0.05 && cos(face.pose.z - pose.z) > 0)
  }

  @Test("A still gives the same face, mapped back", arguments: turns)
  func still(turn: QuarterTurn) throws {
    let reader = StillReader(networks: try Networks.shared())
    let frame = try Stage.Actor("face.jpg").frame
    let other = turned(frame, turn)
    let upright = try #require(reader.observe(frame, luma: .luma(of: frame)).faces.first)
    let faces = reader.observe(other, luma: .luma(of: other)).faces
    #expect(faces.count == 1)
    expect(try #require(faces.first), upright, turn, in: other)
  }

  @Test("A video keeps the face from its first frame on, and searches in its orientation", arguments: turns)
  func video(turn: QuarterTurn) throws {
    let networks = try Networks.shared()
    let actor = try Stage.Actor("face.jpg")
    var (upright, tracker) = (FaceTracker(networks: networks), FaceTracker(networks: networks))
    for step in 0..<12 {
      var stage = Stage()
      // Gone for a while: the search must find it again.
      if !(5..<8).contains(step) { stage.show(actor, at: Point(x: 200 + 4 * Double(step), y: 130), size: 180) }
      let frame = stage.frame(at: Double(step) * 0.1)
      let other = turned(frame, turn)
      let wanted = upright.observe(frame, luma: .luma(of: frame)).faces
      let faces = tracker.observe(other, luma: .luma(of: other)).faces
      #expect(faces.map(\.id) == wanted.map(\.id), "frame \(step)")
      if let face = faces.first, let same = wanted.first { expect(face, same, turn, in: other) }
    }
  }

  @Test("Searches are rare in a long video without a face")
  func schedule() {
    var schedule = TurnedSearchSchedule()
    let due = stride(from: 5.0, to: 65, by: 0.5).filter { schedule.isDue(at: $0) }
    #expect(due == [5, 6, 8, 12, 20, 36, 52])
  }
}

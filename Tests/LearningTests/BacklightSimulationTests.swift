import Face
import Media
import Numerics
import TestSupport
import Testing

@testable import Learning

@Suite struct BacklightSimulationTests {
  private let file: SafeTensors
  private let light = BacklightSimulation(phase: 0.7)

  init() throws {
    file = try Vectors.open("decay")
  }

  private var frame: (bytes: [UInt8], width: Int, height: Int) {
    get throws {
      let shape = try #require(file.entries["light.picture"]?.shape)
      return (try file.floats("light.picture", shape: shape).map { UInt8($0) }, shape[1], shape[0])
    }
  }

  private var landmarks: Landmarks {
    get throws {
      let rows = try file.rows("light.landmarks")
      return Landmarks((0..<rows.rows).map { Point(x: Double(rows[$0, 0]), y: Double(rows[$0, 1])) })
    }
  }

  /// Byte for byte (`Recipes/decay/parity.py`).
  @Test func matchesThePythonGenerator() throws {
    let (bytes, width, height) = try frame
    let landmarks = try landmarks
    let degraded = try file.rows("light.spoiled")
    // The times were stored as 32-bit floats.
    for (row, seconds) in [0.0, 0.05, 0.31].enumerated() {
      let frame = VideoFrame(width: width, height: height, rgb: bytes, seconds: seconds, number: 7)
      let found = light.degrade(frame, landmarks: landmarks)
      #expect(found.rgb.map(Float.init) == Array(degraded.row(row)))
      #expect(found.seconds == seconds && found.number == 7)
    }
    let dark = light.degrade(bytes, width: width, channels: 3, landmarks: nil, seconds: 0.05)
    #expect(try dark.map(Float.init) == file.rows("light.dark").values)
  }

  @Test func unitGainsChangeNothing() throws {
    let (bytes, width, _) = try frame
    let same = BacklightSimulation(faceGain: 1, backgroundGain: 1, depth: 0)
    let found = same.degrade(bytes, width: width, channels: 3, landmarks: try landmarks, seconds: 3)
    #expect(found == bytes)
  }

  @Test func darkensTheFaceAndBrightensTheBackground() throws {
    let (width, height) = (56, 40)
    let grey = [UInt8](repeating: 100, count: width * height)
    let found = BacklightSimulation(depth: 0).degrade(
      grey,
      width: width,
      channels: 1,
      landmarks: try landmarks,
      seconds: 0
    )
    // 0.25 and 4 times the linear light of byte 100.
    #expect(found[22 * width + 26] == 50 && found[0] == 189)
    #expect(Set(found).count > 10)
  }
}

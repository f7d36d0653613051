import Foundation
import TestSupport
import Testing

@testable import Face
@testable import Perception

@Suite("Face from a table")
struct TableFaceTests {
  /// A row of a table: time, id, whether it has a face, and the intensity of AU25.
  static func row(
    _ seconds: Double?,
    id: Double? = nil,
    isFace: Bool = true,
    mouth: Float = 0,
    presences: [Float]? = nil,
    line: Int = 2
  ) -> FaceTableRow {
    var intensities = [Float](repeating: 0.5, count: 17)
    intensities[14] = mouth
    let face = FaceTableRow.Face(intensities: intensities, presences: presences, landmarks: nil)
    return FaceTableRow(line: line, seconds: seconds, faceID: id, face: isFace ? face : nil)
  }

  static func face(_ rows: [FaceTableRow], _ change: (inout PerceptionOptions) -> Void = { _ in }) throws
    -> TableFace
  {
    var options = PerceptionOptions()
    change(&options)
    var sampler = FaceTableSampler(options: options)
    for row in rows { try sampler.append(row) }
    return try sampler.finish()
  }

  static func look(_ face: TableFace, _ start: Double, _ end: Double) throws -> WindowFaces {
    var selector = FaceSelector(choice: .speaker, activeSpeakerDetector: try Samples.networks().activeSpeakerDetector)
    return face.faces(from: start, to: end, bands: nil, selector: &selector)
  }

  @Test("At 30 rows a second, the ten nearest to the tenths are kept; at five, all", arguments: [30.0, 25, 5])
  func rate(rate: Double) throws {
    let face = try Self.face((0..<Int(10 * rate)).map { Self.row(Double($0) / rate) })
    let faces = try Self.look(face, 2, 6)
    #expect(faces.frameCount == faces.samples.count && faces.samples.count == (rate == 5 ? 20 : 40))
    for moment in faces.samples {
      let frames = moment.seconds * rate
      #expect(abs(frames - frames.rounded()) < 1e-6)
      #expect(abs(moment.seconds * 10 - (moment.seconds * 10).rounded()) <= 5 / rate + 1e-6)
    }
    #expect(face.coverage == 1 && face.faceCount == 1 && face.isSeen)
  }

  @Test("Rows without a face lower the coverage; a face in only two of many rows does not count")
  func coverage() throws {
    let half = try Self.face((0..<100).map { Self.row(Double($0) / 10, isFace: $0 % 2 == 0) })
    #expect(half.coverage == 0.5 && half.isSeen)
    let (seen, count) = (try Self.look(half, 0, 4).samples, try Self.look(half, 0, 4).frameCount)
    #expect(seen.count == 20 && count == 40)
    #expect(try !Self.face((0..<100).map { Self.row(Double($0) / 10, isFace: $0 < 2) }).isSeen)
    let none = try Self.face((0..<9).map { Self.row(Double($0) / 10, isFace: false) })
    #expect(!none.isSeen && none.coverage == 0 && none.faceCount == 0)
  }

  @Test("Selects the face that most rows show")
  func severalFaces() throws {
    let rows = (0..<40).flatMap { index -> [FaceTableRow] in
      let time = Double(index) / 10
      return [Self.row(time, id: 0, isFace: index < 10, mouth: 1), Self.row(time, id: 3, mouth: 2)]
    }
    let face = try Self.face(rows)
    #expect(face.coverage == 1 && face.faceCount == 2)
    // Sorted by face instead of by time.
    let sorted = try Self.face(rows.filter { $0.faceID == 0 } + rows.filter { $0.faceID == 3 })
    for one in [face, sorted] {
      for moment in try Self.look(one, 0, 4).samples {
        guard case .movement(let opening, _) = moment.mouth else { throw CocoaError(.featureUnsupported) }
        #expect(opening == 2.5, "AU25 and AU26")
      }
    }
  }

  @Test("A single row applies at all times, with or without a time of its own", arguments: [nil, 7.0])
  func onlyRow(seconds: Double?) throws {
    var face = try Self.face([Self.row(seconds)]) { $0.startSeconds = 3 }
    face.end(at: 5.05)
    let (first, last) = (try Self.look(face, 0, 4), try Self.look(face, 4, 8))
    #expect(first.samples.count == 40 && first.frameCount == 40 && last.samples.count == 11)
    #expect(face.isSeen && face.coverage == 1)
    #expect(try !Self.face([Self.row(nil, isFace: false)]).isSeen)
  }

  @Test("Only the requested part is read, on its own clock")
  func part() throws {
    let face = try Self.face((0..<100).map { Self.row(Double($0) / 10, mouth: Float($0)) }) {
      $0.startSeconds = 2
      $0.durationSeconds = 3
    }
    let seen = try Self.look(face, 0, 100).samples
    #expect(seen.count == 30 && abs(seen[0].seconds) < 1e-9 && abs(seen[29].seconds - 2.9) < 1e-9)
    var ended = face
    ended.end(at: 1)
    #expect(try Self.look(ended, 0, 100).samples.count == 10)
  }

  @Test("Several rows need ascending times")
  func times() throws {
    #expect(throws: FaceTableError.missingTimes) { try Self.face([Self.row(nil), Self.row(nil)]) }
    #expect(throws: FaceTableError.decreasingTime(line: 9)) { try Self.face([Self.row(1), Self.row(0.5, line: 9)]) }
    #expect(throws: FaceTableError.noRows) { try Self.face([]) }
    // Times too large to count in intervals lie outside any clip.
    #expect(try Self.face([Self.row(-1e300), Self.row(1e300)]).coverage == 0)
  }

  @Test("The mouth movement comes from landmarks if every row has them")
  func movement() throws {
    func row(_ index: Int, gap: Double) -> FaceTableRow {
      var points = (0..<68).map { Point(x: Double($0 % 10), y: Double($0 / 10)) }
      points[36] = Point(x: 0, y: 0)
      points[45] = Point(x: 100, y: 0)
      for (top, bottom) in [(61, 67), (62, 66), (63, 65)] {
        points[top] = Point(x: 50, y: 80)
        points[bottom] = Point(x: 50, y: 80 + gap)
      }
      let face = FaceTableRow.Face(
        intensities: Array(repeating: 0, count: 17),
        presences: nil,
        landmarks: Landmarks(points)
      )
      return FaceTableRow(line: index + 2, seconds: Double(index) / 10, faceID: 0, face: face)
    }
    func openings(_ face: TableFace) throws -> [Float] {
      try Self.look(face, 0, 4).samples.map {
        guard case .movement(let opening, _) = $0.mouth else { return -1 }
        return opening
      }
    }
    let rows = (0..<10).map { row($0, gap: Double($0)) }
    for (opening, gap) in zip(try openings(Self.face(rows)), 0..<10) { #expect(abs(opening - Float(gap) / 100) < 1e-6) }
    #expect(try openings(Self.face(rows + [Self.row(1, id: 0, mouth: 3)])).last == 3.5)
  }

  @Test("Intensities are clamped to 0…5; presences are known if every row has them")
  func units() throws {
    let presences = (0..<18).map { Float($0 % 2) }
    let rows = (0..<10).map { Self.row(Double($0) / 10, mouth: 7, presences: presences) }
    let moments = try Self.look(Self.face(rows), 0, 4).samples
    #expect(moments.count == 10)
    for moment in moments {
      #expect(moment.embedding.isEmpty && moment.known == [.intensities, .presences] && moment.trust == 1)
      #expect(moment.units[0] == 0.5 && moment.units[14] == 5 && Array(moment.units[17...]) == presences)
    }
    let partly = try Self.look(Self.face(rows + [Self.row(1)]), 0, 4).samples
    #expect(partly.allSatisfy { $0.known == .intensities && $0.units[17...].allSatisfy { $0 == 0 } })
    let only = try Self.look(Self.face([Self.row(nil, presences: presences)]), 0, 4).samples
    #expect(only.count == 40 && only.allSatisfy { Array($0.units[17...]) == presences })
  }
}

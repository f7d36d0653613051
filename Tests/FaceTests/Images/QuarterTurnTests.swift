import Numerics
import Testing

@testable import Face

@Suite("Quarter turns")
struct QuarterTurnTests {
  @Test("The nearest quarter turn of an angle, in any number of rounds")
  func nearest() {
    let half = Double.pi / 2
    for rounds in [-4.0, 0, 4] {
      #expect(QuarterTurn(nearest: half * (rounds + 0.4)) == .none)
      #expect(QuarterTurn(nearest: half * (rounds + 0.6)) == .clockwise)
      #expect(QuarterTurn(nearest: half * (rounds - 2.1)) == .half)
      #expect(QuarterTurn(nearest: half * (rounds - 0.9)) == .counterclockwise)
    }
  }

  @Test("The upright view has the same pixels, at the places that `toImage` names", arguments: QuarterTurn.allCases)
  func view(turn: QuarterTurn) {
    let (width, height) = (5, 3)
    let values = Matrix(rows: height, columns: 3 * width, values: (0..<45).map { Float($0 * $0 % 251) })
    let image = Image(width: width, height: height, channels: 3, values: values)
    let view = image.upright(from: turn)
    #expect(view.width * view.height == width * height && (view.width == height) == turn.isSideways)
    for row in 0..<view.height {
      for column in 0..<view.width {
        let center = Point(x: Double(column) + 0.5, y: Double(row) + 0.5)
        let place = turn.toImage(center, width: Double(width), height: Double(height))
        for channel in 0..<3 {
          let pixel = values[Int(place.y), 3 * Int(place.x) + channel]
          #expect(abs(view.values[row, 3 * column + channel] - pixel) < 1e-3)
        }
      }
    }
  }

  @Test("With a clockwise turn, up is right; a box keeps its corners")
  func box() {
    let box = FaceBox(x: 10, y: 20, width: 30, height: 40)
    func image(_ turn: QuarterTurn) -> FaceBox { turn.toImage(box, width: 200, height: 100) }
    #expect(image(.none) == box)
    #expect(image(.clockwise) == FaceBox(x: 140, y: 10, width: 40, height: 30))
    #expect(image(.half) == FaceBox(x: 160, y: 40, width: 30, height: 40))
    #expect(image(.counterclockwise) == FaceBox(x: 20, y: 60, width: 40, height: 30))
  }
}

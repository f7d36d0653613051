import Numerics
import Testing

@testable import Alignment

@Suite struct DynamicTimeWarpingTests {
  /// A matrix with this many distinct values: the fewer, the more ties.
  private func sample(_ rows: Int, _ columns: Int, seed: UInt64, values: UInt64) -> Matrix {
    var state = seed
    return Matrix(
      rows: rows,
      columns: columns,
      values: (0..<rows * columns).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float((state >> 33) % values) / 7 - 1
      }
    )
  }

  static let shapes = [
    (1, 1, 1), (1, 9, 2), (9, 1, 2), (2, 2, 1), (5, 3, 1), (3, 5, 4), (17, 17, 1), (40, 33, 3), (33, 70, 16),
    (129, 64, 5),
  ]

  @Test(arguments: shapes, [4, 1_000_003] as [UInt64])
  func matchesTheDefinition(shape: (Int, Int, Int), values: UInt64) throws {
    let (rows, columns, dimension) = shape
    for radius in [0, 1, 4, 25, 1000] {
      let a = sample(rows, dimension, seed: UInt64(radius) + 3, values: values)
      let b = sample(columns, dimension, seed: UInt64(radius) + 5, values: values)
      let band = WarpBand.sakoeChiba(rows: rows, columns: columns, radius: radius)
      let expected = plainWarping(a, b, band: band)
      #expect(try DynamicTimeWarping.path(a.view, b.view, band: band) == expected)
      #expect(try DynamicTimeWarping.cost(a.view, b.view, band: band) == expected.cost)
    }
  }

  @Test func matchesTheDefinitionInIrregularBands() throws {
    let a = sample(6, 2, seed: 1, values: 5)
    let b = sample(8, 2, seed: 2, values: 5)
    for ranges in [
      [0..<8, 0..<8, 0..<8, 0..<8, 0..<8, 0..<8], [0..<8, 7..<8, 7..<8, 7..<8, 7..<8, 7..<8],
      [0..<1, 0..<1, 0..<1, 0..<1, 0..<1, 0..<8], [0..<1, 1..<3, 3..<4, 4..<5, 4..<5, 5..<8],
    ] {
      let band = try WarpBand(ranges, columns: 8)
      #expect(try DynamicTimeWarping.path(a.view, b.view, band: band) == plainWarping(a, b, band: band))
    }
  }

  @Test func acceptsStridedViews() throws {
    let wide = sample(20, 6, seed: 9, values: 100)
    let view = MatrixView(owner: wide, pointer: wide.pointer + 2, rows: 20, columns: 3, stride: 6)
    let packed = Matrix(rows: 20, columns: 3, values: (0..<60).map { wide[$0 / 3, 2 + $0 % 3] })
    let other = sample(15, 3, seed: 10, values: 100)
    #expect(try DynamicTimeWarping.path(view, other.view) == DynamicTimeWarping.path(packed.view, other.view))
    #expect(try DynamicTimeWarping.path(other.view, view) == DynamicTimeWarping.path(other.view, packed.view))
  }

  @Test func alignsASequenceWithItselfOnTheDiagonal() throws {
    let a = sample(50, 3, seed: 4, values: 1000)
    let path = try DynamicTimeWarping.path(a.view, a.view)
    #expect(path.cost == 0)
    #expect(path.cells == (0..<50).map { .init(row: $0, column: $0) })
    #expect(path.columnsOfRows == (0..<50).map { $0..<$0 + 1 })
  }

  /// The full table would have 400 million cells.
  @Test func narrowBandUsesLittleMemory() throws {
    let a = sample(20_000, 1, seed: 1, values: 1000)
    let b = sample(20_000, 1, seed: 2, values: 1000)
    let band = WarpBand.sakoeChiba(rows: 20_000, columns: 20_000, radius: 25)
    #expect(band.cellCount == 20_000 * 51 - 25 * 26)
    let path = try DynamicTimeWarping.path(a.view, b.view, band: band)
    let steps = WarpingSteps(band) { _ in }
    #expect(steps.byteCount < band.cellCount / 2)
    #expect(path.cells.count >= 20_000)
    #expect(path.cells.allSatisfy { band[$0.row].contains($0.column) })
  }

  @Test(arguments: [Float.nan, .infinity, 1e30])
  func rejectsNonFiniteAndEmptyInput(value: Float) {
    let a = sample(10, 2, seed: 1, values: 100)
    let b = sample(10, 2, seed: 2, values: 100)
    b[4, 1] = value
    #expect(throws: AlignmentError.notFinite) { try DynamicTimeWarping.path(a.view, b.view) }
    #expect(throws: AlignmentError.notFinite) { try DynamicTimeWarping.cost(b.view, a.view) }
    let empty = Matrix(rows: 0, columns: 2)
    #expect(throws: AlignmentError.empty) { try DynamicTimeWarping.path(a.view, empty.view) }
  }
}

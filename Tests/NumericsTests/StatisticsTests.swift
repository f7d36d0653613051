import Numerics
import Testing

@Suite struct StatisticsTests {
  private let values = Matrix(rows: 4, columns: 3, values: [1, 7, 0.1, 2, 7, 0.1, 3, 7, 0.2, 6, 7, 0.3])

  @Test func standardisedColumnsHaveZeroMeanAndUnitDeviation() {
    let result = values.standardisedColumns(flat: .relative(1e-6))
    for column in [0, 2] {
      let sum = (0..<4).reduce(0) { $0 + Double(result[$1, column]) }
      let squares = (0..<4).reduce(0) { $0 + Double(result[$1, column]) * Double(result[$1, column]) }
      #expect(abs(sum) < 1e-6 && abs(squares - 4) < 1e-5)
    }
    #expect((0..<4).allSatisfy { result[$0, 1] == 0 })
    #expect(Matrix(rows: 0, columns: 2).standardisedColumns(flat: .relative(1e-6)).rows == 0)
  }

  @Test func usesMeanAndDeviationOfTheGivenRows() {
    // 1 and 3: mean 2, deviation 1.
    let result = values.standardisedColumns(over: [0, 2], flat: .absolute(1e-5))
    #expect((0..<4).map { result[$0, 0] } == [-1, 0, 1, 4])
    #expect(values.standardisedColumns(over: [], flat: .absolute(1e-5)).values.allSatisfy { $0 == 0 })
  }

  /// Checks both flatness rules, also with numbers that are not finite.
  @Test func flatColumnsBecomeZero() {
    // 1000 ± 0.0005, 0 ± 0.00002, and a column with NaN.
    let columns = Matrix(rows: 2, columns: 3, values: [1000, 0.000_02, .nan, 1000.001, -0.000_02, 1])
    let relative = columns.standardisedColumns(flat: .relative(1e-6))
    #expect(relative[0, 0] == 0 && relative[0, 1] == 1 && relative[0, 2].isNaN)
    let absolute = columns.standardisedColumns(flat: .absolute(1e-4))
    #expect(absolute[1, 0] == 1 && absolute[0, 1] == 0 && absolute[0, 2] == 0)
  }

  @Test(arguments: [Correlation.Formula.deviations(flatVariance: 1e-9), .products(flatDeviation: 1e-5)])
  func computesPearsonCorrelation(formula: Correlation.Formula) {
    func correlation(_ x: [Double], _ y: [Double]) -> Double {
      Correlation.pearson(count: x.count, formula) { (x[$0], y[$0]) }
    }
    #expect(abs(correlation([1, 2, 4], [3, 5, 9]) - 1) < 1e-12)
    #expect(abs(correlation([1, 2, 4], [-3, -5, -9]) + 1) < 1e-12)
    // Deviations −2, −1, 0, 1, 2 and −1, −2, 1, 0, 2.
    #expect(abs(correlation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]) - 0.8) < 1e-12)
    #expect(correlation([1, 2, 4], [2, 2, 2]) == 0)
    #expect(correlation([1, 1 + 1e-6, 1], [1, 5, 2]) == 0)
    #expect(correlation([], []) == 0)
  }
}

import Numerics

extension FaceCrop {
  /// The middle of the expression encoder's crop, from the eyes to the mouth, in cells, and the reach of the octaves'
  /// smoothing beyond it. Excludes everything beside the head.
  private static let rows = 16..<36
  private static let columns = 16..<32
  private static let margin = 6
  /// Maximum distance of the sampled points in pixels. Skipping every other pixel changes little and saves three
  /// quarters.
  private static let spacing = 2.0
  /// Keeps a crop of one tone from dividing by zero; far below the faintest camera noise.
  private static let minEnergy: Float = 1e-3

  /// Amplitude of the finest octave of the expression encoder's crop over that of the next, as separated by a Laplacian
  /// pyramid (Burt and Adelson, "The Laplacian pyramid as a compact image code", 1983).
  func sharpness(of luma: Image) -> Double {
    var grid = grid(size: ExpressionEncoder.inputSize)
    let left = Float(Self.columns.lowerBound - Self.margin)
    let top = Float(Self.rows.lowerBound - Self.margin)
    grid.origin_x += left * grid.across_x + top * grid.down_x
    grid.origin_y += left * grid.across_y + top * grid.down_y
    let cells = luma.sample(
      grid,
      rows: Self.rows.count + 2 * Self.margin,
      columns: Self.columns.count + 2 * Self.margin,
      subsamples: Int((side / Double(ExpressionEncoder.inputSize) / Self.spacing).rounded(.up))
    )
    let smooth = cells.smoothed()
    let half = smooth.halved()
    let finest = Self.energy(of: cells, less: smooth, margin: Self.margin)
    let next = Self.energy(of: half, less: half.smoothed(), margin: Self.margin / 2)
    return Double((finest / max(next, Self.minEnergy)).squareRoot())
  }

  /// Mean square of the difference, excluding a margin.
  private static func energy(of cells: Matrix, less smooth: Matrix, margin: Int) -> Float {
    let (rows, columns) = (margin..<cells.rows - margin, margin..<cells.columns - margin)
    var sum: Float = 0
    for row in rows {
      let (line, smoothLine) = (cells.row(row), smooth.row(row))
      for column in columns {
        let difference = line[column] - smoothLine[column]
        sum += difference * difference
      }
    }
    return sum / Float(rows.count * columns.count)
  }
}

extension Matrix {
  /// Smooths rows and columns with the binomial filter 1 4 6 4 1, repeating the values at the edge.
  fileprivate func smoothed() -> Matrix {
    smoothedAcross().transposed().smoothedAcross().transposed()
  }

  private func smoothedAcross() -> Matrix {
    let smooth = Matrix(rows: rows, columns: columns)
    let last = columns - 1
    for row in 0..<rows {
      let (line, out) = (self.row(row), smooth.row(row))
      for column in 0...last {
        let near = line[max(column - 1, 0)] + line[min(column + 1, last)]
        let far = line[max(column - 2, 0)] + line[min(column + 2, last)]
        out[column] = (6 * line[column] + 4 * near + far) / 16
      }
    }
    return smooth
  }

  private func transposed() -> Matrix {
    let turned = Matrix(rows: columns, columns: rows)
    for row in 0..<rows {
      let line = self.row(row)
      for column in 0..<columns { turned.pointer[column * rows + row] = line[column] }
    }
    return turned
  }

  /// Every other row and column.
  fileprivate func halved() -> Matrix {
    let half = Matrix(rows: rows / 2, columns: columns / 2)
    for row in 0..<half.rows {
      let (line, out) = (self.row(2 * row), half.row(row))
      for column in 0..<half.columns { out[column] = line[2 * column] }
    }
    return half
  }
}

import CKernels
import Numerics

/// A channels-last feature map (height, width, channels) with a border of zeros one cell wide, the padding of a 3×3
/// convolution. For sound, height is time and width is frequency.
public final class FeatureMap {
  public let height: Int
  public let width: Int
  public let channels: Int
  let padded: Matrix

  /// Creates a map of zeros.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
    padded = Matrix(rows: height + 2, columns: (width + 2) * channels)
  }

  /// Creates a map with arbitrary cells, to be overwritten, and zeros around them.
  init(unfilledHeight height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
    padded = Matrix(unfilledRows: height + 2, columns: (width + 2) * channels)
    let end = padded.pointer + (height + 1) * padded.columns
    padded.pointer.update(repeating: 0, count: padded.columns + channels)
    for line in 1..<height + 1 {
      // The last cell of a line and the first of the next.
      (padded.pointer + (line + 1) * padded.columns - channels).update(repeating: 0, count: 2 * channels)
    }
    end.update(repeating: 0, count: padded.columns)
  }

  /// Returns the cells of one line, (width, channels), without the border.
  public func line(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
    precondition(index >= 0 && index < height, "line \(index) of \(height)")
    return UnsafeMutableBufferPointer(
      start: padded.pointer + (index + 1) * padded.columns + channels,
      count: width * channels
    )
  }

  /// A view of the lines as rows, (height, width · channels).
  public var lines: MatrixView {
    MatrixView(
      owner: padded,
      pointer: padded.pointer + padded.columns + channels,
      rows: height,
      columns: width * channels,
      stride: padded.columns
    )
  }

  /// A copy of the cells as rows, (height · width, channels).
  public var cells: Matrix {
    let matrix = Matrix(rows: height * width, columns: channels)
    for index in 0..<height {
      (matrix.pointer + index * width * channels).update(from: line(index).baseAddress!, count: width * channels)
    }
    return matrix
  }

  /// The mean over all cells: (1, channels).
  public var mean: Matrix {
    let sum = Matrix(rows: 1, columns: channels)
    let cells = self.cells
    for row in 0..<cells.rows { ck_add(sum.pointer, cells.row(row).baseAddress!, channels) }
    for value in sum.elements.indices { sum.elements[value] /= Float(cells.rows) }
    return sum
  }

  /// Returns the linear layer applied to each cell, (height, width, outputs): a 1×1 convolution.
  public func projected(_ layer: Linear) -> FeatureMap {
    let result = FeatureMap(height: height, width: width, channels: layer.outputs)
    let rows = layer(cells.view)
    for index in 0..<height {
      result.line(index).baseAddress!.update(
        from: rows.pointer + index * width * layer.outputs,
        count: width * layer.outputs
      )
    }
    return result
  }

  /// Adds a map of the same shape.
  public func add(_ other: FeatureMap) {
    precondition(other.hasShape(of: self), "the maps have different shapes")
    ck_add(padded.pointer, other.padded.pointer, padded.rows * padded.columns)
  }

  /// Returns the map upsampled by repeating every cell 2 × 2 times.
  public func upsampled() -> FeatureMap {
    let result = FeatureMap(height: 2 * height, width: 2 * width, channels: channels)
    for index in 0..<result.height {
      let source = line(index / 2).baseAddress!
      let target = result.line(index).baseAddress!
      for column in 0..<result.width {
        (target + column * channels).update(from: source + column / 2 * channels, count: channels)
      }
    }
    return result
  }

  /// Returns the map with its columns reversed.
  public func mirrored() -> FeatureMap {
    let result = FeatureMap(height: height, width: width, channels: channels)
    for index in 0..<height {
      let (source, target) = (line(index).baseAddress!, result.line(index).baseAddress!)
      for column in 0..<width {
        (target + column * channels).update(from: source + (width - 1 - column) * channels, count: channels)
      }
    }
    return result
  }

  /// The map as the kernels see it, while it lives.
  var map: ck_map { ck_map(padded: padded.pointer, height: height, width: width, channels: channels) }

  func hasShape(of other: FeatureMap) -> Bool {
    height == other.height && width == other.width && channels == other.channels
  }
}

import Numerics

/// A two-dimensional map with channels last, (height, width, channels), inside a frame of zeros one cell wide, which is
/// the padding that a 3×3 convolution reads. For sound height is time and width the frequency bands.
public final class FeatureMap {
  public let height: Int
  public let width: Int
  public let channels: Int
  let padded: Matrix

  /// A map of zeros.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
    padded = Matrix(rows: height + 2, columns: (width + 2) * channels)
  }

  /// The cells of one line, (width, channels), without the frame.
  public func line(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
    precondition(index >= 0 && index < height, "line \(index) of \(height)")
    return UnsafeMutableBufferPointer(
      start: padded.pointer + (index + 1) * padded.columns + channels,
      count: width * channels
    )
  }

  /// The lines as rows: (height, width · channels).
  public var lines: MatrixView {
    MatrixView(
      owner: padded,
      pointer: padded.pointer + padded.columns + channels,
      rows: height,
      columns: width * channels,
      stride: padded.columns
    )
  }
}

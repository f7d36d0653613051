import CKernels
import Numerics

/// Dynamic time warping: the monotone pairing of two streams with the least sum of squared Euclidean distances, by steps
/// (1, 0), (0, 1) and (1, 1) of equal weight (Sakoe & Chiba 1978, doi:10.1109/TASSP.1978.1163055).
///
/// Of equally good ways to a cell, the diagonal is taken first, then the vertical one (from the row before). Sums are
/// 32-bit and in a fixed order, so that the path is the same on every processor.
public enum DynamicTimeWarping {
  /// The best path between `a` (rows, dimension) and `b` (columns, dimension) inside the band, or anywhere.
  ///
  /// Takes two bits for each cell of the band and of its rim, and a few rows of numbers. Throws when a stream is empty or
  /// the cost is not finite; shapes that do not fit each other are a programming error and trap.
  public static func path(_ a: MatrixView, _ b: MatrixView, band: WarpBand? = nil) throws(AlignmentError) -> WarpingPath
  {
    guard a.rows > 0, b.rows > 0 else { throw .empty }
    let band = band ?? WarpBand(rows: a.rows, columns: b.rows)
    var cost: Float = 0
    let steps = WarpingSteps(band) { cost = warp(a, b, band: band, steps: $0) }
    // A finite cost also means that no step leads out of the band, where all sums are infinite.
    guard cost.isFinite else { throw .notFinite }
    return WarpingPath(cells: steps.path(), cost: cost)
  }

  /// The cost of the best path alone, with no more than a few rows of memory. Throws as `path` does.
  public static func cost(_ a: MatrixView, _ b: MatrixView, band: WarpBand? = nil) throws(AlignmentError) -> Float {
    guard a.rows > 0, b.rows > 0 else { throw .empty }
    let cost = warp(a, b, band: band ?? WarpBand(rows: a.rows, columns: b.rows), steps: nil)
    guard cost.isFinite else { throw .notFinite }
    return cost
  }

  private static func warp(
    _ a: MatrixView,
    _ b: MatrixView,
    band: WarpBand,
    steps: UnsafeMutablePointer<UInt16>?
  ) -> Float {
    let dimension = a.columns
    precondition(dimension > 0 && b.columns == dimension, "streams of \(dimension) and \(b.columns) values a moment")
    precondition(band.rows == a.rows && band.columns == b.rows, "a band of \(band.rows) × \(band.columns)")
    let scratchCount = ck_warp_scratch(b.rows, dimension)
    return withExtendedLifetime((a, b)) {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: scratchCount) { scratch in
        ck_warp(
          a.pointer,
          a.stride,
          b.pointer,
          b.stride,
          a.rows,
          b.rows,
          dimension,
          band.starts,
          band.ends,
          scratch.baseAddress!,
          steps
        )
      }
    }
  }
}

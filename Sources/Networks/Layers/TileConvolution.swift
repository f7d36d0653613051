import CKernels
import Numerics

/// A 3×3 convolution with stride 1 and zero padding 1, followed by a ReLU, computed on tiles of the output.
///
/// A tile is transformed so that it takes fewer products (Winograd's minimal filtering; Lavin and Gray, "Fast algorithms
/// for convolutional neural networks", 2016): tiles of 4 × 4 a quarter of them, tiles of 2 × 2 four ninths.
struct TileConvolution: @unchecked Sendable {
  // The kernels are only read after init, so it is safe to share between threads.

  /// Cells of a tile's side, 2 or 4.
  private let side: Int
  /// ((side + 2)², outputs · inputs), a vector of outputs at a time.
  private let kernels: Matrix

  /// Kernels for tiles of 4 × 4 take four times the memory of the weights, those for 2 × 2 less than twice. Layers with
  /// more weights than this see small maps and would only wait for memory.
  private static let largestForWideTiles = 96 * 96

  /// - Parameter weight: (outputs, 3 · 3 · inputs).
  ///
  /// Returns nil if the channels do not fill whole vectors.
  init?(_ weight: Matrix, inputs: Int) {
    let outputs = weight.rows
    let lanes = Int(ck_lanes)
    guard inputs % lanes == 0, outputs % lanes == 0 else { return nil }
    side = inputs * outputs > Self.largestForWideTiles ? 2 : 4
    kernels = Matrix(unfilledRows: (side + 2) * (side + 2), columns: inputs * outputs)
    ck_winograd_kernels(side, weight.pointer, inputs, outputs, kernels.pointer)
  }

  /// (height, width, inputs) → (height, width, outputs)
  ///
  /// - Parameter shortcut: a map of the output's shape, added before the ReLU.
  func callAsFunction(_ input: FeatureMap, bias: [Float], adding shortcut: FeatureMap?, into output: FeatureMap) {
    let tileCount = ((input.height + side - 1) / side) * ((input.width + side - 1) / side)
    let numbers = min(tileCount, Int(ck_winograd_tiles)) * (input.channels + output.channels)
    let work = Matrix(unfilledRows: kernels.rows, columns: numbers)
    var (from, to) = (input.map, output.map)
    if let shortcut {
      var added = shortcut.map
      ck_winograd(side, &from, kernels.pointer, bias, &added, &to, work.pointer)
    } else {
      ck_winograd(side, &from, kernels.pointer, bias, nil, &to, work.pointer)
    }
    withExtendedLifetime((input, shortcut, output)) {}
  }
}

import CKernels
import Numerics

/// A layer of a transformer encoder, for running only: self-attention and a feed-forward network with a GELU between
/// its two linear layers, each with a residual connection and a layer norm.
public struct TransformerLayer {
  /// Where the layer norms stand.
  public enum NormPlacement: Sendable {
    /// Before the attention and before the feed-forward network (Xiong et al. 2020).
    case before
    /// After each residual sum (Vaswani et al. 2017).
    case after
  }

  private let attention: SelfAttention
  private let attentionNorm: LayerNorm
  private let expand: StoredLinear
  private let contract: StoredLinear
  private let outputNorm: LayerNorm
  private let placement: NormPlacement

  /// - Parameters:
  ///   - attentionNorm: the norm of the attention's input or of its residual sum.
  ///   - expand: (width) → (inner width)
  ///   - contract: (inner width) → (width)
  ///   - outputNorm: the norm of the feed-forward network's input or of its residual sum.
  public init(
    attention: SelfAttention,
    attentionNorm: LayerNorm,
    expand: StoredLinear,
    contract: StoredLinear,
    outputNorm: LayerNorm,
    norms placement: NormPlacement
  ) {
    self.attention = attention
    self.attentionNorm = attentionNorm
    self.expand = expand
    self.contract = contract
    self.outputNorm = outputNorm
    self.placement = placement
  }

  /// (rows, width) → (rows, width), in memory of its own.
  ///
  /// - Parameter positions: `RelativePositionBias.diagonals`, for an attention with a gate for them.
  public func callAsFunction(
    _ input: Matrix,
    positions: Matrix? = nil,
    in workspace: TransformerWorkspace
  ) -> Matrix {
    let sums = Matrix(copying: input)
    switch placement {
    case .before:
      let normal = normalised(sums, by: attentionNorm, in: workspace)
      attention.add(normal, to: sums.view, positions: positions, in: workspace)
      feedForward(normalised(sums, by: outputNorm, in: workspace), addingTo: sums.view, in: workspace)
    case .after:
      attention.add(input.view, to: sums.view, positions: positions, in: workspace)
      attentionNorm.apply(to: sums)
      // The network's output goes to the sums that it reads, after it has read them.
      feedForward(sums.view, addingTo: sums.view, in: workspace)
      outputNorm.apply(to: sums)
    }
    return sums
  }

  private func normalised(_ values: Matrix, by norm: LayerNorm, in workspace: TransformerWorkspace) -> MatrixView {
    let result = workspace.normalised.view(rows: values.rows, columns: values.columns)
    result.pointer.update(from: values.pointer, count: values.rows * values.columns)
    norm.apply(to: result)
    return result
  }

  /// Adds contract(gelu(expand(input))) to the sums.
  private func feedForward(_ input: MatrixView, addingTo sums: MatrixView, in workspace: TransformerWorkspace) {
    let inner = workspace.inner.view(rows: input.rows, columns: expand.outputs)
    expand(input, into: inner, widened: workspace.widened)
    ck_gelu(inner.pointer, inner.rows * inner.columns)
    contract.add(inner, to: sums, widened: workspace.widened)
  }
}

/// Working memory of transformer layers, reused from layer to layer. One thread may use it at a time.
public final class TransformerWorkspace {
  /// For weights of 16 bits, a matrix at a time.
  public let widened = ScratchMatrix()
  let normalised = ScratchMatrix()
  let query = ScratchMatrix()
  let key = ScratchMatrix()
  let value = ScratchMatrix()
  let scores = ScratchMatrix()
  let attended = ScratchMatrix()
  let inner = ScratchMatrix()

  public init() {}
}

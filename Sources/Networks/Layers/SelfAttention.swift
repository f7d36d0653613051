import CKernels
import Numerics

/// Multi-head self-attention for running only (Vaswani et al., "Attention is all you need", 2017), scaled by the root
/// of a head's width. Scores exist for a block of query rows of one head at a time, so memory grows with the length and
/// not with its square.
public struct SelfAttention {
  private let query: StoredLinear
  private let key: StoredLinear
  private let value: StoredLinear
  private let output: StoredLinear
  private let heads: Int
  private let positionGate: RelativePositionGate?

  /// Most scores at once: 1 MiB, which stays in a core's L2 cache from one product to the other.
  static let scoreBudget = 1 << 18

  /// Reads `name.q_proj`, `k_proj`, `v_proj` and `out_proj`, each (width, width) with a bias. Throws what the source
  /// throws.
  ///
  /// - Parameters:
  ///   - heads: a divisor of the width.
  ///   - keyHasBias: whether there is `k_proj.bias`, which Whisper lacks.
  ///   - hasPositionGate: whether there is a `RelativePositionGate` beside them.
  public init(
    _ name: String,
    in source: some StoredWeightSource,
    width: Int,
    heads: Int,
    keyHasBias: Bool = true,
    hasPositionGate: Bool = false
  ) throws {
    precondition(heads > 0 && width % heads == 0, "\(heads) heads of \(width) channels")
    func layer(_ part: String, hasBias: Bool = true) throws -> StoredLinear {
      try StoredLinear("\(name).\(part)_proj", in: source, inputs: width, outputs: width, hasBias: hasBias)
    }
    query = try layer("q")
    key = try layer("k", hasBias: keyHasBias)
    value = try layer("v")
    output = try layer("out")
    positionGate =
      hasPositionGate ? try RelativePositionGate(name, in: source, heads: heads, size: width / heads) : nil
    self.heads = heads
  }

  /// Adds the attention over the rows of input (rows, width) to sums (rows, width).
  ///
  /// - Parameter positions: `RelativePositionBias.diagonals`, for a layer with a gate for them.
  public func add(
    _ input: MatrixView,
    to sums: MatrixView,
    positions: Matrix? = nil,
    in workspace: TransformerWorkspace
  ) {
    func project(_ layer: StoredLinear, into scratch: ScratchMatrix) -> MatrixView {
      let result = scratch.view(rows: input.rows, columns: input.columns)
      layer(input, into: result, widened: workspace.widened)
      return result
    }
    let attended = workspace.attended.view(rows: input.rows, columns: input.columns)
    Self.attend(
      project(query, into: workspace.query),
      to: project(key, into: workspace.key),
      reading: project(value, into: workspace.value),
      heads: heads,
      bias: positions.flatMap { diagonals in positionGate.map { (diagonals, $0(input)) } },
      into: attended,
      scores: workspace.scores
    )
    output.add(attended, to: sums, widened: workspace.widened)
  }

  /// result = softmax(query · keyᵀ / √size + bias) · value for each head's columns. All are (rows, heads · size).
  ///
  /// - Parameter bias: what depends on the distance of two rows, (heads, 2 · rows − 1), and its factors, (heads, rows).
  static func attend(
    _ query: MatrixView,
    to key: MatrixView,
    reading value: MatrixView,
    heads: Int,
    bias: (diagonals: Matrix, gates: Matrix)? = nil,
    into result: MatrixView,
    scores scratch: ScratchMatrix,
    scoreBudget: Int = scoreBudget
  ) {
    let (rows, size) = (query.rows, query.columns / heads)
    let rowsAtOnce = max(1, min(rows, scoreBudget / max(1, rows)))
    let scale = 1 / Float(size).squareRoot()
    for head in 0..<heads {
      let columns = head * size..<(head + 1) * size
      let keys = key.view(rows: 0..<rows, columns: columns)
      let values = value.view(rows: 0..<rows, columns: columns)
      for first in stride(from: 0, to: rows, by: rowsAtOnce) {
        let block = first..<min(rows, first + rowsAtOnce)
        let scores = scratch.view(rows: block.count, columns: rows)
        let queries = query.view(rows: block, columns: columns)
        BLAS.multiply(queries, keys, transposeB: true, into: scores, alpha: scale)
        if let bias {
          for row in block {
            let target = scores.pointer + (row - first) * scores.stride
            let distances = bias.diagonals.row(head).baseAddress! + (rows - 1 - row)
            ck_add_multiple(target, distances, bias.gates[head, row], rows)
          }
        }
        ck_softmax(scores.pointer, scores.rows, scores.columns, scores.stride)
        BLAS.multiply(scores, values, into: result.view(rows: block, columns: columns))
      }
    }
  }
}

import Numerics

/// What a forward pass leaves behind so that a loss can go back through it: reverse-mode differentiation (a survey: Baydin
/// and others, "Automatic differentiation in machine learning", 2018).
///
/// A layer that is given a tape records how its output's gradient becomes those of its inputs and its weights; without one
/// it only computes. A tape belongs to one thread; several may share the weights, and sum their gradients afterwards.
public final class Tape {
  private struct Tracked {
    /// Kept, so that its identity stays its own.
    let matrix: Matrix
    var gradient: Matrix?
  }

  private var followed: [ObjectIdentifier: Tracked] = [:]
  private var steps: [(Tape) -> Void] = []

  /// - Parameter weights: whose gradients are wanted. What depends on none of them is not recorded.
  public init(following weights: some Sequence<Matrix>) {
    for matrix in weights { follow(matrix) }
  }

  /// Whether a gradient is wanted.
  public func follows(_ matrix: Matrix) -> Bool {
    followed[ObjectIdentifier(matrix)] != nil
  }

  /// Wants a gradient for this one too.
  public func follow(_ matrix: Matrix) {
    let key = ObjectIdentifier(matrix)
    if followed[key] == nil { followed[key] = Tracked(matrix: matrix) }
  }

  /// The loss's gradient with respect to a followed matrix, of its shape: what was added to it so far. Nil where none is
  /// wanted.
  public func gradient(of matrix: Matrix) -> Matrix? {
    let key = ObjectIdentifier(matrix)
    guard let entry = followed[key] else { return nil }
    if let gradient = entry.gradient { return gradient }
    let gradient = Matrix(rows: matrix.rows, columns: matrix.columns)
    followed[key]!.gradient = gradient
    return gradient
  }

  /// Records how to go back from `output` to `inputs`, where any of them is followed.
  ///
  /// - Parameter step: is given this tape and the loss's gradient with respect to the output, and adds to those of the
  ///   inputs that are followed. It is left out when nothing came back to the output.
  public func record(_ output: Matrix, from inputs: [Matrix], step: @escaping (Tape, _ gradient: Matrix) -> Void) {
    guard inputs.contains(where: follows) else { return }
    follow(output)
    let key = ObjectIdentifier(output)
    steps.append { tape in
      if let gradient = tape.followed[key]?.gradient { step(tape, gradient) }
    }
  }

  /// Goes back through all that was recorded, the last first, and forgets it; the gradients stay.
  public func backward() {
    while let step = steps.popLast() { step(self) }
  }
}

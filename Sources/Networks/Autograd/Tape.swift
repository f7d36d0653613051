import Numerics

/// A record of a forward pass for reverse-mode differentiation (survey: Baydin and others, "Automatic differentiation
/// in machine learning", 2018).
///
/// With a tape, a layer records how the gradient of its output propagates to its inputs and weights; without one it
/// only computes. A tape belongs to one thread; several tapes may share the weights, with their gradients summed
/// afterwards.
public final class Tape {
  private struct Tracked {
    /// Retained, so that its identity is not reused.
    let matrix: Matrix
    var gradient: Matrix?
  }

  private var followed: [ObjectIdentifier: Tracked] = [:]
  private var steps: [(Tape) -> Void] = []

  /// - Parameter weights: the matrices that need gradients. Operations that depend on none of them are not recorded.
  public init(following weights: some Sequence<Matrix>) {
    for matrix in weights { follow(matrix) }
  }

  /// Returns whether the tape computes a gradient for `matrix`.
  public func follows(_ matrix: Matrix) -> Bool {
    followed[ObjectIdentifier(matrix)] != nil
  }

  /// Requests a gradient for `matrix`, too.
  public func follow(_ matrix: Matrix) {
    let key = ObjectIdentifier(matrix)
    if followed[key] == nil { followed[key] = Tracked(matrix: matrix) }
  }

  /// Returns the loss's gradient with respect to a followed matrix, in its shape, as accumulated so far. Nil if the
  /// matrix is not followed.
  public func gradient(of matrix: Matrix) -> Matrix? {
    let key = ObjectIdentifier(matrix)
    guard let entry = followed[key] else { return nil }
    if let gradient = entry.gradient { return gradient }
    let gradient = Matrix(rows: matrix.rows, columns: matrix.columns)
    followed[key]!.gradient = gradient
    return gradient
  }

  /// Records the backward step from `output` to `inputs`, if any of them is followed.
  ///
  /// - Parameter step: called with this tape and the loss's gradient with respect to the output; adds to the gradients
  ///   of the followed inputs. Not called if the output received no gradient.
  public func record(_ output: Matrix, from inputs: [Matrix], step: @escaping (Tape, _ gradient: Matrix) -> Void) {
    guard inputs.contains(where: follows) else { return }
    follow(output)
    let key = ObjectIdentifier(output)
    steps.append { tape in
      if let gradient = tape.followed[key]?.gradient { step(tape, gradient) }
    }
  }

  /// Runs the recorded steps in reverse order and discards them; the gradients stay.
  public func backward() {
    while let step = steps.popLast() { step(self) }
  }
}

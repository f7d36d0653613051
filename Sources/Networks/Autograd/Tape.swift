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

  private var tracked: [ObjectIdentifier: Tracked] = [:]
  private var steps: [(Tape) -> Void] = []

  /// - Parameter weights: the matrices that need gradients. Operations that depend on none of them are not recorded.
  public init(tracking weights: some Sequence<Matrix>) {
    for matrix in weights { track(matrix) }
  }

  /// Returns whether the tape computes a gradient for `matrix`.
  public func isTracked(_ matrix: Matrix) -> Bool {
    tracked[ObjectIdentifier(matrix)] != nil
  }

  /// Requests a gradient for `matrix`, too.
  public func track(_ matrix: Matrix) {
    let key = ObjectIdentifier(matrix)
    if tracked[key] == nil { tracked[key] = Tracked(matrix: matrix) }
  }

  /// Returns the loss's gradient with respect to a tracked matrix, in its shape, as accumulated so far. Nil if the
  /// matrix is not tracked.
  public func gradient(of matrix: Matrix) -> Matrix? {
    let key = ObjectIdentifier(matrix)
    guard let entry = tracked[key] else { return nil }
    if let gradient = entry.gradient { return gradient }
    let gradient = Matrix(rows: matrix.rows, columns: matrix.columns)
    tracked[key]!.gradient = gradient
    return gradient
  }

  /// Records the backward step from `output` to `inputs`, if any of them is tracked.
  ///
  /// - Parameter step: called with this tape and the loss's gradient with respect to the output; adds to the gradients
  ///   of the tracked inputs. Not called if the output received no gradient.
  public func record(_ output: Matrix, from inputs: [Matrix], step: @escaping (Tape, _ gradient: Matrix) -> Void) {
    guard inputs.contains(where: isTracked) else { return }
    track(output)
    let key = ObjectIdentifier(output)
    steps.append { tape in
      if let gradient = tape.tracked[key]?.gradient { step(tape, gradient) }
    }
  }

  /// Runs the recorded steps in reverse order and discards them; the gradients stay.
  public func backward() {
    while let step = steps.popLast() { step(self) }
  }
}

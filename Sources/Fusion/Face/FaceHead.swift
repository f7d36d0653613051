import Networks
import Numerics

/// Names the emotion from the face alone. Every frame is its normalised embedding and what a `DecayCell` makes of its
/// action units: with both pooled by attention it says one thing, and with how far the face's mean lies from the usual
/// another. The fusion works on the same frames.
public struct FaceHead {
  /// Channels of a face embedding, and of a frame.
  public static let width = 512
  private static let stateWidth = 64

  private let norm: LayerNorm
  private let cell: DecayCell
  private let units: Linear
  private let head: EmotionHead
  private let pictured: RelativeFace
  private let measured: RelativeFace
  private let presences: PresenceEstimate

  /// Reads `name.norm`, `name.decay`, `name.units`, `name.pool`, `name.head`, `name.pictured`, `name.measured` and
  /// `name.measured.presences`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource) throws {
    norm = try LayerNorm("\(name).norm", in: source, channels: Self.width)
    let inputs = FaceFrames.unitCount
    cell = DecayCell(
      weights: try DecayWeights("\(name).decay", in: source, inputs: inputs, size: Self.stateWidth)
    )
    units = try Linear("\(name).units", in: source, inputs: Self.stateWidth, outputs: Self.width)
    head = try EmotionHead(name, in: source, width: Self.width, heads: 8)
    pictured = try RelativeFace("\(name).pictured", in: source)
    measured = try RelativeFace("\(name).measured", in: source)
    presences = try PresenceEstimate("\(name).measured.presences", in: source)
  }

  /// The frames with what can be told from the rest where a table lacks it.
  func completed(_ frames: FaceFrames) -> FaceFrames {
    presences.completed(frames)
  }

  /// The frames of windows, completed before, one window below the other, as head and fusion take them: (frames, 512).
  func frames(_ windows: [FaceFrames], on tape: Tape? = nil) -> Matrix {
    let embeddings = Matrix(below: windows.map(\.embeddings), columns: Self.width)
    let seen = windows.flatMap { window in
      window.trust.map { window.known.contains(.appearance) ? $0 : 0 }
    }
    let looks = norm(embeddings, on: tape).scaled(rowsBy: seen, on: tape)
    let states = windows.map { $0.count > 0 && $0.hasUnits ? cell.states($0.series, on: tape) : nil }
    guard states.contains(where: { $0 != nil }) else { return looks }
    let moved = zip(windows, states).map { window, states in
      states ?? Matrix(rows: window.count, columns: Self.stateWidth)
    }
    let known = windows.flatMap { window in window.trust.map { _ in window.hasUnits ? 1 : 0 as Float } }
    let changes = units(Matrix(below: moved, columns: Self.stateWidth, on: tape), on: tape)
    return looks.plus(changes.scaled(rowsBy: known, on: tape), on: tape)
  }

  /// A pooling of frames.
  func begin() -> AttentionPoolSum {
    head.begin()
  }

  /// What the pooled frames say.
  func logits(_ sum: AttentionPoolSum) -> [Double] {
    head.logits(sum)
  }

  /// What the frames (frames, 512) of whole windows say, one row each: (windows, 8).
  func logits(_ rows: Matrix, ranges: [Range<Int>], on tape: Tape?) -> Matrix {
    head.logits(rows, ranges: ranges, on: tape)
  }

  /// What reads a face of which that is known.
  private func reader(of known: FaceGroups) -> RelativeFace {
    known.isPictured ? pictured : measured
  }

  /// What a face's mean says by how far it is from the usual, (8).
  func logits(_ face: FaceSummary, baseline: SpeakerBaseline?) -> [Float] {
    let reader = reader(of: face.known)
    let distances = reader.distances(face, baseline: baseline)
    return reader.logits(Matrix(rows: 1, columns: distances.count, values: distances), on: nil).values
  }

  /// The same of several, (windows, 8), to be learnt from.
  ///
  /// - Parameters:
  ///   - faces: nil in windows without one; what stands there then says nothing.
  ///   - factors: for the distances, (windows, 564).
  func logits(
    _ faces: [FaceSummary?],
    baselines: [SpeakerBaseline?],
    factors: Matrix?,
    on tape: Tape?
  ) -> Matrix {
    let distances = Matrix(rows: faces.count, columns: FaceSummary.width)
    for (row, face) in faces.enumerated() {
      guard let face else { continue }
      let found = reader(of: face.known).distances(face, baseline: baselines[row])
      _ = distances.row(row).update(fromContentsOf: found)
    }
    if let factors { distances.multiply(by: factors) }
    let isPictured = faces.map { $0?.known.isPictured ?? true }
    return pictured.logits(distances, on: tape).scaled(rowsBy: isPictured.map { $0 ? 1 : 0 }, on: tape)
      .plus(measured.logits(distances, on: tape).scaled(rowsBy: isPictured.map { $0 ? 0 : 1 }, on: tape), on: tape)
  }
}

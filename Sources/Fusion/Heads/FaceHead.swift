import Emotion
import Networks
import Numerics

/// Predicts the emotion from the face alone.
///
/// A sample is its normalized embedding plus the projected `GRUDCell` state of its action units. The logits add two
/// predictions: one from all samples, pooled by attention, and one from the distance of the face's mean to its
/// baseline. The fusion attends to the same samples.
public struct FaceHead: StreamHead {
  /// Channels of a face embedding, and of a sample.
  public static let width = 512
  private static let stateWidth = 64

  public let modality = Modality.face
  public var width: Int { Self.width }
  public let poolHeads = 8

  private let norm: LayerNorm
  private let cell: GRUDCell
  private let units: Linear
  private let head: EmotionHead
  private let fromVideo: NormalizedFaceClassifier
  private let measured: NormalizedFaceClassifier
  private let presences: PresenceEstimate

  /// Reads `name.norm`, `name.decay`, `name.units`, `name.pool`, `name.head`, `name.pictured`, `name.measured` and
  /// `name.measured.presences`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource) throws {
    norm = try LayerNorm("\(name).norm", in: source, channels: Self.width)
    let inputs = FaceUnits.count
    cell = GRUDCell(
      weights: try GRUDWeights("\(name).decay", in: source, inputs: inputs, size: Self.stateWidth)
    )
    units = try Linear("\(name).units", in: source, inputs: Self.stateWidth, outputs: Self.width)
    head = try EmotionHead(name, in: source, width: Self.width, heads: 8)
    fromVideo = try NormalizedFaceClassifier("\(name).pictured", in: source)
    measured = try NormalizedFaceClassifier("\(name).measured", in: source)
    presences = try PresenceEstimate("\(name).measured.presences", in: source)
  }

  public func completed(_ samples: StreamSamples) -> StreamSamples {
    presences.completed(samples)
  }

  public func rows(_ batch: StreamBatch, on tape: Tape?) -> Matrix {
    let windows = batch.samples
    let embeddings = Matrix(below: windows.map(\.embeddings), columns: Self.width)
    let appearanceTrust = windows.flatMap { window in
      window.trust.map { window.known.contains(.appearance) ? $0 : 0 }
    }
    let appearance = norm(embeddings, on: tape).scaled(rowsBy: appearanceTrust, on: tape)
    let states = windows.map { $0.count > 0 && $0.hasUnits ? cell.states($0.series, on: tape) : nil }
    guard states.contains(where: { $0 != nil }) else { return appearance }
    let stateRows = zip(windows, states).map { window, states in
      states ?? Matrix(rows: window.count, columns: Self.stateWidth)
    }
    let unitMask = windows.flatMap { window in window.trust.map { _ in window.hasUnits ? 1 : 0 as Float } }
    let changes = units(Matrix(below: stateRows, columns: Self.stateWidth, on: tape), on: tape)
    return appearance.plus(changes.scaled(rowsBy: unitMask, on: tape), on: tape)
  }

  public func begin() -> StreamSum {
    StreamSum(pool: head.begin(), mean: FaceMean())
  }

  public func summary(_ sum: StreamSum) -> StreamSummary? {
    guard let mean = sum.mean?.summary, sum.count > 0 else { return nil }
    return StreamSummary(values: mean.values, known: mean.known, logits: head.logits(sum.pool))
  }

  public func identity(_ samples: StreamSamples) -> StreamSummary? {
    StreamSummary(meanOf: completed(samples))
  }

  /// (1 − s) · logits of the pooled samples + logits of the mean's distance to the baseline, where s is the weight of
  /// the speaker's own statistics.
  public func logits(_ summary: StreamSummary, baseline: SpeakerBaseline?) -> [Double] {
    let classifier = classifier(of: summary.known)
    let distances = classifier.distances(summary, baseline: baseline)
    let personal = classifier.logits(Matrix(rows: 1, columns: distances.count, values: distances), on: nil).values
    let share = 1 - (baseline?.share(of: .face) ?? 0)
    return zip(summary.logits ?? [Double](repeating: 0, count: personal.count), personal).map {
      share * $0 + Double($1)
    }
  }

  /// The classifier for faces with these known features.
  private func classifier(of known: FeatureGroups) -> NormalizedFaceClassifier {
    known.isFromVideo ? fromVideo : measured
  }

  public func logits(
    _ batch: StreamBatch,
    _ rows: Matrix,
    baselines: [SpeakerBaseline?],
    on tape: Tape?
  ) -> Matrix {
    let means = batch.samples.map { StreamSummary(meanOf: $0) }
    let personal = logits(means, baselines: baselines, factors: batch.dropout?.features, on: tape)
    let general = head.logits(rows, ranges: batch.ranges, on: tape)
    let shares = baselines.map { Float(1 - ($0?.share(of: .face) ?? 0)) }
    return general.scaled(rowsBy: shares, on: tape).plus(personal, on: tape)
  }

  /// The logits of the mean faces, (windows, 8). A nil face leaves distances of zero; the caller must ignore its row.
  private func logits(
    _ faces: [StreamSummary?],
    baselines: [SpeakerBaseline?],
    factors: Matrix?,
    on tape: Tape?
  ) -> Matrix {
    let distances = Matrix(rows: faces.count, columns: FaceFeatures.width)
    for (row, face) in faces.enumerated() {
      guard let face else { continue }
      let found = classifier(of: face.known).distances(face, baseline: baselines[row])
      _ = distances.row(row).update(fromContentsOf: found)
    }
    if let factors { distances.multiply(by: factors) }
    let isFromVideo = faces.map { $0?.known.isFromVideo ?? true }
    return fromVideo.logits(distances, on: tape).scaled(rowsBy: isFromVideo.map { $0 ? 1 : 0 }, on: tape)
      .plus(measured.logits(distances, on: tape).scaled(rowsBy: isFromVideo.map { $0 ? 0 : 1 }, on: tape), on: tape)
  }
}

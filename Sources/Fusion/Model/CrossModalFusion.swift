import Emotion
import Networks
import Numerics

/// Reads the streams together: the samples that are aligned to a moment of the voice are added to it, each stream attends to
/// each other, and what all then say, pooled by attention, corrects the sum of what each says alone.
public struct CrossModalFusion {
  /// Channels of a voice embedding.
  public static let voiceWidth = 256
  /// Seconds from one moment of the voice to the next.
  public static let momentSeconds = VoiceClock.momentSeconds

  /// One stream attending to another.
  private struct Attention {
    let query: Modality
    let key: Modality
    let layer: CrossModalAttention
  }

  let heads: [any StreamHead]
  private let pairings: ByModality<PairedSamples>
  private let attentions: [Attention]
  private let fusedHead: FusedHead

  /// Reads `fusion.…`; the heads of the single streams are the model's, the voice's first. Throws `SafeTensorsError`.
  ///
  /// The stream Q attends to the first of the others by `fusion.Q`, to a further one, K, by `fusion.Q.K`. The first other
  /// stream is paired with the voice by `fusion.aligned`, a further one, S, by `fusion.aligned.S`.
  init(in source: some WeightSource, heads: [any StreamHead]) throws {
    precondition(heads.first?.modality == .voice, "the voice is the clock of the others and comes first")
    self.heads = heads
    var pairings = ByModality<PairedSamples>()
    for (index, head) in heads.dropFirst().enumerated() {
      pairings[head.modality] = try PairedSamples(
        index == 0 ? "fusion.aligned" : "fusion.aligned.\(head.modality)",
        in: source,
        voiceWidth: Self.voiceWidth,
        width: head.width
      )
    }
    self.pairings = pairings
    var attentions: [Attention] = []
    for query in heads {
      for (index, key) in heads.filter({ $0.modality != query.modality }).enumerated() {
        let name = index == 0 ? "fusion.\(query.modality)" : "fusion.\(query.modality).\(key.modality)"
        let layer = try CrossModalAttention(name, in: source, queryWidth: query.width, keyWidth: key.width)
        attentions.append(Attention(query: query.modality, key: key.modality, layer: layer))
      }
    }
    self.attentions = attentions
    fusedHead = try FusedHead(in: source, heads: heads)
  }

  public var modalities: [Modality] { heads.map(\.modality) }

  /// What the window's streams say together. Where no sample is trusted the fusion falls back on the voice.
  public func callAsFunction(_ window: AlignedWindow) -> FusedWindow {
    let batches = batches(FusionBatch([window]))
    return FusedWindow(samples: batches.map { _, batch in batch.samples[0] }, streams: attend(batches, on: nil))
  }

  /// The streams of a batch's windows, completed by their heads.
  private func batches(_ batch: FusionBatch) -> ByModality<StreamBatch> {
    var batches = ByModality<StreamBatch>()
    for head in heads {
      var stream = StreamBatch(
        batch.windows.map { $0.stream(head.modality, width: head.width) },
        dropoutMask: head.modality == .face ? batch.dropoutMask : nil
      )
      stream.samples = stream.samples.map(head.completed)
      batches[head.modality] = stream
    }
    return batches
  }

  private func attend(_ batches: ByModality<StreamBatch>, on tape: Tape?) -> AttendedStreams {
    var rows = ByModality<Matrix>()
    for head in heads { rows[head.modality] = head.rows(batches[of: head.modality].samples, on: tape) }
    let paired = pairings.map { modality, pairing in
      pairing(rows[of: modality], batches[of: modality].pairings, on: tape)
    }
    var joined = rows[of: .voice]
    for (_, samples) in paired { joined = joined.plus(samples, on: tape) }
    func sequences(_ modality: Modality, _ rows: Matrix) -> TimedSequences {
      let batch = batches[of: modality]
      return TimedSequences(rows, at: batch.instants, ranges: batch.ranges)
    }
    let entering = rows.map { modality, rows in modality == .voice ? joined : rows }
    var attended = entering
    for attention in attentions {
      attended[attention.query] = attention.layer(
        sequences(attention.query, attended[of: attention.query]),
        attendingTo: sequences(attention.key, entering[of: attention.key]),
        on: tape
      )
    }
    return AttendedStreams(rows: rows, paired: paired, joinedVoice: joined, attended: attended)
  }

  /// What several windows say, to be learnt from.
  public func logits(_ batch: FusionBatch, noise: LogitNoise? = nil, on tape: Tape?) -> BatchLogits {
    let batches = batches(batch)
    let streams = attend(batches, on: tape)
    return fusedHead.logits(streams, batches, baselines: batch.baselines, noise: noise, on: tape)
  }

  /// A pooling over samples of one or several windows.
  public func begin() -> FusedSum {
    fusedHead.begin()
  }

  /// What is left of what was pooled so far.
  public func summary(_ sum: FusedSum) -> FusedSummary {
    fusedHead.summary(sum)
  }

  /// What is left of a whole window.
  public func summary(_ window: FusedWindow) -> FusedSummary {
    var sum = begin()
    sum.add(window)
    return summary(sum)
  }
}

import Emotion
import Networks
import Numerics

/// Cross-modal fusion: each moment of the voice receives the samples aligned to it, each stream attends to every other,
/// and a linear layer on the attention-pooled streams corrects the sum of the single-stream predictions.
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

  /// Reads `fusion.…`. `heads` are those of the single streams, the voice's first. Throws `SafeTensorsError`.
  ///
  /// Stream Q attends to the first of the others with the weights `fusion.Q`, and to a further stream K with
  /// `fusion.Q.K`. `fusion.aligned` pairs the first stream other than the voice with the voice, `fusion.aligned.S` a
  /// further stream S.
  init(in source: some WeightSource, heads: [any StreamHead]) throws {
    precondition(heads.first?.modality == .voice, "the voice must come first: its clock is that of all streams")
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

  /// The channels of a moment of `AlignedWindow.voice`.
  public var voiceSampleWidth: Int { heads[0].sampleWidth }

  /// Fuses the streams of a window. Where no sample is trusted, the fusion falls back on the voice.
  public func callAsFunction(_ window: AlignedWindow) -> FusedWindow {
    let batches = batches(FusionBatch([window]))
    return FusedWindow(samples: batches.map { _, batch in batch.samples[0] }, streams: attend(batches, on: nil))
  }

  /// Returns the streams of a batch's windows.
  private func batches(_ batch: FusionBatch) -> ByModality<StreamBatch> {
    var batches = ByModality<StreamBatch>()
    for head in heads { batches[head.modality] = stream(of: head, in: batch) }
    return batches
  }

  /// Returns a stream of a batch's windows, completed by its head.
  private func stream(of head: any StreamHead, in batch: FusionBatch) -> StreamBatch {
    var stream = StreamBatch(
      batch.windows.map { $0.stream(head.modality, width: head.sampleWidth) },
      dropout: batch.dropout[head.modality]
    )
    stream.samples = stream.samples.map(head.completed)
    return stream
  }

  private func attend(_ batches: ByModality<StreamBatch>, on tape: Tape?) -> AttendedStreams {
    var rows = ByModality<Matrix>()
    for head in heads { rows[head.modality] = head.rows(batches[of: head.modality], on: tape) }
    let paired = pairings.map { modality, pairing in
      pairing(rows[of: modality], batches[of: modality].pairings, on: tape)
    }
    // The voice's embeddings are constants here: what they mean is learnt from the voice alone.
    var joined = tape == nil ? rows[of: .voice] : Matrix(copying: rows[of: .voice])
    for (_, samples) in paired { joined = joined.plus(samples, on: tape) }
    func sequences(_ modality: Modality, _ rows: Matrix) -> TimedSequences {
      let batch = batches[of: modality]
      return TimedSequences(rows, at: batch.instants, ranges: batch.ranges)
    }
    let inputs = rows.map { modality, rows in modality == .voice ? joined : rows }
    var attended = inputs
    for attention in attentions {
      attended[attention.query] = attention.layer(
        sequences(attention.query, attended[of: attention.query]),
        attendingTo: sequences(attention.key, inputs[of: attention.key]),
        on: tape
      )
    }
    return AttendedStreams(rows: rows, paired: paired, joinedVoice: joined, attended: attended)
  }

  /// The logits of a batch of windows, differentiable for training.
  public func logits(_ batch: FusionBatch, noise: LogitNoise? = nil, on tape: Tape?) -> BatchLogits {
    let batches = batches(batch)
    let streams = attend(batches, on: tape)
    return fusedHead.logits(streams, batches, baselines: batch.baselines, noise: noise, on: tape)
  }

  /// The logits of the voice alone of a batch's windows, (windows, 8), differentiable for training; far cheaper than those
  /// of all streams.
  public func voiceLogits(_ batch: FusionBatch, on tape: Tape?) -> Matrix {
    let (head, stream) = (heads[0], stream(of: heads[0], in: batch))
    return head.logits(stream, head.rows(stream, on: tape), baselines: batch.baselines, on: tape)
  }

  /// Starts a pooling over samples of one or more windows.
  public func begin() -> FusedSum {
    fusedHead.begin()
  }

  /// The summary of the samples pooled so far.
  public func summary(_ sum: FusedSum) -> FusedSummary {
    fusedHead.summary(sum)
  }

  /// The summary of a whole window.
  public func summary(_ window: FusedWindow) -> FusedSummary {
    var sum = begin()
    sum.add(window)
    return summary(sum)
  }
}

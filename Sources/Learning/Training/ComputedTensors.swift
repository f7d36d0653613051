import Fusion
import Networks
import Numerics

/// The tensors of a fusion model that are computed from the clips, not trained by gradient descent.
extension TrainableWeights {
  /// Added to the variance of every input of the presence estimate, in squared intensities.
  private static let ridge = 0.01

  /// Added to the variance of every channel of the hidden states.
  private static let stateFloor = 1e-4
  /// The statistics of the hidden states take no more clips than this.
  private static let maxStateClips = 500

  /// Writes the mean of every channel of the hidden states over the clips, and the reciprocal of its standard deviation.
  func writeStateScales(of clips: [TrainingClip], encoder: EncoderIdentity) {
    let heard = clips.compactMap { clip in clip.windows.first { $0.quality.voice > 0 } }
    let step = max(1, heard.count / Self.maxStateClips)
    var moments = FeatureMoments(width: encoder.channelCount)
    for index in stride(from: 0, to: heard.count, by: step) {
      let states = heard[index].voice.matrix
      for row in 0..<states.rows { moments.add(states.row(row)) }
    }
    guard moments.count > 0 else { return }
    let (mean, scale) = (named("\(FusionTensors.voiceStates).mean"), named("\(FusionTensors.voiceStates).scale"))
    for channel in 0..<encoder.channelCount {
      mean[0, channel] = Float(moments.mean(channel))
      scale[0, channel] = Float(1 / (moments.variance(channel) + Self.stateFloor).squareRoot())
    }
  }

  /// Writes the population priors of speaker normalization.
  ///
  /// - Parameter speakers: the clips of each speaker.
  func writePriors(of speakers: [[ClipSummary]]) {
    PopulationStatistics(speakers.map { SpeakerBaseline($0).voice }).write(FusionTensors.voicePrior, at: 0, into: self)
    for (name, isFromVideo) in [(FusionTensors.faceFromVideoPrior, true), (FusionTensors.faceFromTablePrior, false)] {
      let faces = speakers.map { clips in
        SpeakerBaseline(clips.filter { $0.streams[.face]?.known.isFromVideo == isFromVideo }).face
      }
      var start = 0
      for (group, moments) in SpeakerBaseline().face.enumerated() {
        PopulationStatistics(faces.map { $0[group] }).write(name, at: start, into: self)
        start += moments.sums.count
      }
    }
  }

  /// Fits the presence estimate on tables with presences, for use on tables without them. It stays 0 if there are none.
  func writePresences(of clips: [TrainingClip]) {
    let tables = clips.flatMap(\.windows).map(\.face.samples).filter { samples in
      samples.count > 0 && samples.known == [.intensities, .presences]
    }
    guard !tables.isEmpty else { return }
    let presences = tables.flatMap { samples in
      (0..<samples.count).flatMap { samples.units.row($0)[FaceUnits.intensityCount...] }
    }
    let inputs = Matrix(below: tables.map(PresenceEstimate.inputs), columns: PresenceEstimate.inputCount)
    let targets = Matrix(rows: inputs.rows, columns: FaceUnits.presenceCount, values: presences)
    let fitted = RidgeRegression(inputs: inputs, targets: targets, ridge: Self.ridge)
    _ = named("\(FusionTensors.presences).weight").elements.update(fromContentsOf: fitted.weights.elements)
    _ = named("\(FusionTensors.presences).bias").elements.update(fromContentsOf: fitted.bias.elements)
  }

  /// Writes a calibration into the weights, which calibrates models made from them.
  public func write(general: CalibrationPair, personal: CalibrationPair) {
    let pairs = [(FusionTensors.generalCalibration, general), (FusionTensors.personalCalibration, personal)]
    for (name, calibration) in pairs {
      _ = named(name).elements.update(fromContentsOf: calibration.numbers.map(Float.init))
    }
  }

  func named(_ name: String) -> Matrix {
    guard let tensor = tensors.first(where: { $0.name == name }) else { preconditionFailure("there is no \(name)") }
    return tensor.values
  }
}

/// Mean across speakers, and standard deviation within them.
private struct PopulationStatistics {
  private let speakers: [FeatureMoments]

  init(_ speakers: [FeatureMoments]) {
    self.speakers = speakers.filter { $0.count > 1 }
  }

  func write(_ name: String, at start: Int, into weights: TrainableWeights) {
    guard let width = speakers.first?.sums.count else { return }
    let (mean, spread) = (weights.named("\(name).mean"), weights.named("\(name).spread"))
    for index in 0..<width {
      let count = Double(speakers.count)
      mean[0, start + index] = Float(speakers.reduce(0) { $0 + $1.mean(index) } / count)
      spread[0, start + index] = Float((speakers.reduce(0) { $0 + $1.variance(index) } / count).squareRoot())
    }
  }
}

import Fusion
import Networks
import Numerics

/// The people of a training set and what their clips tell of them without labels: what baselines are drawn from.
public struct KnownPeople {
  private let clips: [String: [ClipSummary]]

  /// - Parameter model: pools the voices as it will when it is used; nothing of that learns.
  public init(_ clips: [TrainingClip], model: FusionModel) {
    var summaries: [String: [ClipSummary]] = [:]
    for clip in clips {
      if let person = clip.person { summaries[person, default: []].append(clip.summary(model)) }
    }
    self.clips = summaries
  }

  /// What this many clips of each stream's person tell, drawn anew; nil where nobody is known.
  ///
  /// - Parameter clipCount: nil for all.
  func baseline(
    voiceOf speaker: String?,
    faceOf seen: String?,
    clipCount: Int?,
    using generator: inout SplitMix64
  ) -> SpeakerBaseline? {
    let heard = draw(speaker, clipCount, using: &generator)
    let looks = seen == speaker ? heard : draw(seen, clipCount, using: &generator)
    let count = max(heard.count, looks.count)
    guard count > 0 else { return nil }
    return SpeakerBaseline(
      (0..<count).map { index in
        ClipSummary(
          voice: index < heard.count ? heard[index].voice : nil,
          face: index < looks.count ? looks[index].face : nil
        )
      }
    )
  }

  private func draw(_ person: String?, _ count: Int?, using generator: inout SplitMix64) -> [ClipSummary] {
    guard let person, var own = clips[person] else { return [] }
    guard let count, count < own.count else { return own }
    for index in 0..<count { own.swapAt(index, index + generator.below(own.count - index)) }
    return Array(own[..<count])
  }

  /// Puts what people are like on the average into the model's weights.
  func writeUsual(into weights: TrainableWeights) {
    let people = clips.keys.sorted().map { clips[$0]! }
    PeopleStatistics(people.map { SpeakerBaseline($0).voice }).write("voice.usual", at: 0, into: weights)
    for (name, isPictured) in [("face.pictured.usual", true), ("face.measured.usual", false)] {
      let faces = people.map { clips in
        SpeakerBaseline(clips.filter { $0.face?.known.isPictured == isPictured })
      }
      var start = 0
      for group in [\SpeakerBaseline.appearance, \.intensities, \.presences] {
        PeopleStatistics(faces.map { $0[keyPath: group] }).write(name, at: start, into: weights)
        start += SpeakerBaseline()[keyPath: group].sums.count
      }
    }
  }
}

/// Mean over people, and the spread within them.
private struct PeopleStatistics {
  private let people: [Moments]

  init(_ people: [Moments]) {
    self.people = people.filter { $0.count > 1 }
  }

  func write(_ name: String, at start: Int, into weights: TrainableWeights) {
    guard let width = people.first?.sums.count else { return }
    let (mean, spread) = (weights.named("\(name).mean"), weights.named("\(name).spread"))
    for index in 0..<width {
      let count = Double(people.count)
      mean[0, start + index] = Float(people.reduce(0) { $0 + $1.mean(index) } / count)
      spread[0, start + index] = Float((people.reduce(0) { $0 + $1.variance(index) } / count).squareRoot())
    }
  }
}

import Emotion
import Foundation

extension Mixing {
  /// Whose opinion is asked for.
  public enum Head: Sendable {
    case voice
    case face
    case both
  }

  /// What a clip's windows say together, as an analysis joins them; nil where the head has nothing to say.
  public func distribution(_ clip: HeldOutClip, of head: Head) -> EmotionDistribution? {
    var votes = WindowVotes()
    for window in clip.windows {
      switch head {
      case .voice: if let voice = window.voice { votes.add(logits: voice, quality: window.quality.voice) }
      case .face: if let face = window.face { votes.add(logits: face, quality: window.quality.face) }
      case .both:
        let logits = fused(voice: window.voice, face: window.face, correction: window.correction)
        votes.add(logits: logits, quality: window.quality.both)
      }
    }
    let temperature = head == .voice ? voiceTemperature : head == .face ? faceTemperature : fusedTemperature
    return votes.distribution(temperature: temperature)
  }

  /// Mean over the corpora of the mean negative log-likelihood of their clips, among the labels of each; NaN without clips.
  ///
  /// - Parameter general: from which a clip's mixing lies as far on the way to this one as its speaker is known; nil where
  ///   this one serves all clips.
  func loss(_ clips: [HeldOutClip], of head: Head, from general: Mixing? = nil) -> Double {
    let losses = clips.compactMap { clip -> (corpus: String, loss: Double)? in
      let mixing = general?.moved(to: self, share: clip.personalShare) ?? self
      guard let distribution = mixing.distribution(clip, of: head) else { return nil }
      let probability = distribution.restricted(to: clip.target.candidates)[clip.target.label]
      return (clip.corpus, -log(max(probability, 1e-12)))
    }
    let means = Dictionary(grouping: losses, by: \.corpus).sorted { $0.key < $1.key }.map { _, members in
      members.reduce(0) { $0 + $1.loss } / Double(members.count)
    }
    return means.reduce(0, +) / Double(means.count)
  }
}

import Emotion
import Records

/// A distribution read with the user's options: the labels that are possible and the least confidence.
struct Decision {
  let distribution: EmotionDistribution
  let verdict: EmotionVerdict
  let confidence: Double
  let probabilities: Probabilities

  init(_ unrestricted: EmotionDistribution, options: AnalysisOptions) {
    distribution = unrestricted.restricted(to: options.labels)
    let best = distribution.best
    confidence = best.probability
    verdict = best.probability < options.minimumConfidence ? .uncertain : .label(best.label)
    let values = EmotionLabel.allCases.filter(options.labels.contains).map { [distribution] in ($0, distribution[$0]) }
    probabilities = Probabilities(Dictionary(uniqueKeysWithValues: values))
  }
}

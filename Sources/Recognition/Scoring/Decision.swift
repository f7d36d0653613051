import Emotion
import Records

/// A distribution under the user's options: possible labels and minimum confidence.
struct Decision {
  let distribution: EmotionDistribution
  let verdict: EmotionVerdict
  let confidence: Double
  let probabilities: Probabilities

  init(_ unrestricted: EmotionDistribution, options: AnalysisOptions) {
    distribution = unrestricted.restricted(to: options.labels)
    let best = distribution.best
    confidence = best.probability
    verdict = best.probability < options.minConfidence ? .uncertain : .label(best.label)
    let values = EmotionLabel.allCases.filter(options.labels.contains).map { [distribution] in ($0, distribution[$0]) }
    probabilities = Probabilities(Dictionary(uniqueKeysWithValues: values))
  }
}

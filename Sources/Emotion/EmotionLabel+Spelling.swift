import System

extension EmotionLabel {
  /// Other words for the labels, in lower case, as corpora and tools have them.
  private static let synonyms: [String: EmotionLabel] = [
    "neutrality": .neutral, "none": .neutral, "calmness": .calm, "relaxed": .calm,
    "happiness": .happy, "joy": .happy, "joyful": .happy, "hap": .happy,
    "sadness": .sad, "sorrow": .sad, "unhappy": .sad,
    "anger": .angry, "ang": .angry, "mad": .angry, "rage": .angry,
    "fear": .fearful, "afraid": .fearful, "scared": .fearful, "anxious": .fearful,
    "disgusted": .disgust, "dis": .disgust, "surprise": .surprised, "astonished": .surprised,
  ]

  /// The label that another word or spelling most likely means; nil if none is close.
  public static func meant(by word: String) -> EmotionLabel? {
    let letters = String(word.lowercased().filter { !$0.isWhitespace })
    return EmotionLabel(rawValue: letters) ?? synonyms[letters]
      ?? Spelling.nearest(to: letters, among: allCases.map(\.rawValue)).flatMap(EmotionLabel.init)
  }
}

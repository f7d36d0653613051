import Emotion
import Testing

@Suite("Words for emotions")
struct EmotionSpellingTests {
  @Test(
    "Other words and misspellings lead to the label",
    arguments: [
      ("anger", EmotionLabel.angry), ("happiness", .happy), ("fear", .fearful), ("surprise", .surprised),
      ("sadness", .sad), ("disgusted", .disgust), ("Joy", .happy), ("HAPPY", .happy), (" sad", .sad),
      ("suprised", .surprised), ("neutrl", .neutral), ("angy", .angry),
    ]
  )
  func meant(word: String, label: EmotionLabel) {
    #expect(EmotionLabel.meant(by: word) == label)
  }

  @Test("Nothing is suggested for words far from all labels", arguments: ["boredom", "uncertain", "", "x", "contempt"])
  func unknown(word: String) {
    #expect(EmotionLabel.meant(by: word) == nil)
  }
}

import Emotion

extension RecordSchema {
  private typealias Property = SchemaProperty

  /// What the record of an analysed clip says besides.
  static let analysis: [SchemaProperty] = verdict + streams + circumstances

  /// A probability for each label, or for those that a run was restricted to.
  static let probabilities = SchemaProperty.object(
    "The probability of each emotion, to four decimals; with --labels only of those labels.",
    EmotionLabel.allCases.map { label in
      Property(
        label.rawValue,
        Property.number("The probability of \(label.rawValue).", from: 0, to: 1),
        isRequired: false
      )
    }
  )

  /// The words a verdict can be.
  static let words = EmotionVerdict.allCases.map(\.rawValue)

  private static let verdict: [SchemaProperty] = [
    Property(
      "channel",
      Property.integer(
        "The audio channel that was heard, counted from 1; null for the mix of all.",
        from: 1,
        nullable: true
      )
    ),
    Property("speaker", Property.string("Whose clip it is, when --speaker-by tells.", nullable: true)),
    Property(
      "baseline",
      Property.object(
        "The speaker's personal baseline, when one was used.",
        [Property("clips", Property.integer("How many clips the baseline was made from.", from: 1))],
        nullable: true
      )
    ),
    Property("emotion", Property.word("The most probable emotion, or uncertain below --min-confidence.", words)),
    Property("confidence", Property.number("The probability of the most probable label.", from: 0, to: 1)),
    Property("probabilities", Property.probabilities("What voice and face say together.")),
    Property(
      "valence",
      Property.number("From unpleasant to pleasant, derived from the probabilities.", from: -1, to: 1)
    ),
    Property("arousal", Property.number("From calm to excited, derived from the probabilities.", from: -1, to: 1)),
    Property(
      "agreement",
      Property.number(
        "1 minus the Jensen-Shannon divergence (base 2) of what voice and face say alone; null with one stream.",
        from: 0,
        to: 1,
        nullable: true
      )
    ),
    Property(
      "duration_s",
      Property.number("How long the analysed part is, in seconds; 0 for a still image.", from: 0)
    ),
  ]

  private static let circumstances: [SchemaProperty] = [
    Property(
      "warnings",
      Property.list("What makes the result less trustworthy; mostly empty.", of: Property.string("One warning."))
    ),
    Property("model", Property.string("Name and version of the fusion model.")),
    Property(
      "timing",
      Property.object(
        "How long the stages took.",
        [
          Property("decode_s", Property.number("Reading and decoding, in seconds.", from: 0)),
          Property("voice_s", Property.number("Measuring and encoding the voice, in seconds.", from: 0)),
          Property("face_s", Property.number("Finding, measuring and encoding the face, in seconds.", from: 0)),
          Property("fusion_s", Property.number("Alignment and fusion, in seconds.", from: 0)),
          Property("total_s", Property.number("The whole clip, in seconds.", from: 0)),
        ]
      )
    ),
    Property(
      "options",
      Property.string("The options that change results and are not default, as one string.", nullable: true)
    ),
  ]
}

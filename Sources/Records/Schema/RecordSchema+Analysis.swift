import Emotion

extension RecordSchema {
  private typealias Property = SchemaProperty

  /// The additional properties of an analysed clip's record.
  static let analysis: [SchemaProperty] = verdict + streams + circumstances

  /// A probability for each label, or for the labels that a run was restricted to.
  static let probabilities = SchemaProperty.object(
    "Probability of each emotion, to four decimals; with --labels, only of those labels.",
    EmotionLabel.allCases.map { label in
      Property(
        label.rawValue,
        Property.number("Probability of \(label.rawValue).", from: 0, to: 1),
        isRequired: false
      )
    }
  )

  /// The values of a verdict.
  static let words = EmotionVerdict.allCases.map(\.rawValue)

  private static let verdict: [SchemaProperty] = [
    Property(
      "channel",
      Property.integer(
        "Audio channel analysed, counted from 1; null for the mix of all channels.",
        from: 1,
        nullable: true
      )
    ),
    Property(
      "speaker",
      Property.string("Speaker of the clip, derived by --speaker-by; null if unknown.", nullable: true)
    ),
    Property(
      "baseline",
      Property.object(
        "Speaker baseline that the clip was scored against; null without one.",
        [Property("clips", Property.integer("Number of clips in the baseline.", from: 1))],
        nullable: true
      )
    ),
    Property("emotion", Property.word("Most probable emotion, or uncertain below --min-confidence.", words)),
    Property("confidence", Property.number("Probability of the most probable emotion.", from: 0, to: 1)),
    Property("probabilities", Property.probabilities("Probability of each emotion from all streams together.")),
    Property(
      "valence",
      Property.number("Valence from unpleasant (-1) to pleasant (1), derived from the probabilities.", from: -1, to: 1)
    ),
    Property(
      "arousal",
      Property.number("Arousal from calm (-1) to excited (1), derived from the probabilities.", from: -1, to: 1)
    ),
    Property(
      "agreement",
      Property.number(
        "1 minus the Jensen-Shannon divergence (base 2) of voice and face alone; null with one stream.",
        from: 0,
        to: 1,
        nullable: true
      )
    ),
    Property(
      "duration_s",
      Property.number("Duration of the analysed part in seconds; 0 for a still image.", from: 0)
    ),
  ]

  private static let circumstances: [SchemaProperty] = [
    Property(
      "warnings",
      Property.list(
        "Conditions that make the result less reliable; usually empty.",
        of: Property.word("A warning.", RecordWarning.allCases.map(\.rawValue))
      )
    ),
    Property("model", Property.string("Name and version of the fusion model.")),
    Property(
      "timing",
      Property.object(
        "Wall time of each stage; 0 for a stage that was not needed.",
        [
          Property("decode_s", Property.number("Reading and decoding, in seconds.", from: 0)),
          Property("voice_s", Property.number("Measurement and encoding of the voice, in seconds.", from: 0)),
          Property("face_s", Property.number("Detection, measurement and encoding of the face, in seconds.", from: 0)),
          Property("fusion_s", Property.number("Alignment and fusion, in seconds.", from: 0)),
          Property("total_s", Property.number("Total for the clip, in seconds.", from: 0)),
        ]
      )
    ),
    Property(
      "options",
      Property.string(
        "Options that change the result and are not default, as one string; null if there are none.",
        nullable: true
      )
    ),
  ]
}

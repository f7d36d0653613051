import Formats

extension RecordSchema {
  private typealias Property = SchemaProperty

  /// The properties of the streams, including those over time.
  static let streams: [SchemaProperty] = [
    Property(
      "modalities",
      Property.object(
        "Result for each stream alone; an absent stream has weight 0, and null for its measures and probabilities.",
        RecordedStream.all.map { Property($0.modality.name, schema(of: $0)) }
      )
    ),
    Property(
      "alignment",
      Property.object(
        "Temporal alignment of voice and face; null unless both are present.",
        [
          Property(
            "lag_ms",
            Property.integer(
              "Delay of the sound after the mouth movement in milliseconds; negative if the sound comes first.",
              from: nil
            )
          ),
          Property(
            "cost",
            Property.number(
              "Mean cost of the alignment path; small if voice and mouth move together.",
              from: 0,
              nullable: true
            )
          ),
        ],
        nullable: true
      )
    ),
    Property(
      "segments",
      Property.list(
        "Emotion over time, in segments of fixed length, one per utterance or one per given stretch; null without "
          + "--timeline or --segments.",
        of: SchemaProperty.object("Emotion of one segment of the clip.", segment),
        nullable: true
      )
    ),
    Property(
      "time_share",
      Property.object(
        "Fraction of the judged time with each label, as --timeline 1 gives them; null for clips of 8 s or less, and if "
          + "nothing was judged.",
        EmotionVerdict.allCases.map { verdict in
          Property(
            verdict.rawValue,
            Property.number("Fraction of the judged time that is \(verdict.rawValue).", from: 0, to: 1),
            isRequired: false
          )
        },
        nullable: true
      )
    ),
    Property(
      "judged_s",
      Property.number(
        "Seconds that time_share divides: those with speech or a face; null if time_share is.",
        from: 0,
        nullable: true
      )
    ),
    Property(
      "faces",
      Property.list("Every face seen in enough frames; null without --face all.", of: seenFace, nullable: true)
    ),
  ]

  /// Returns the schema of a stream's part of the record.
  private static func schema(of stream: RecordedStream) -> JSONValue {
    let measures = stream.measures.map { measure in
      Property(
        measure.key,
        measure.places == 0
          ? Property.integer(measure.description, from: measure.range.from, nullable: true)
          : Property.number(measure.description, from: measure.range.from, to: measure.range.to, nullable: true)
      )
    }
    return SchemaProperty.object(
      stream.description,
      [
        Property("present", Property.boolean(stream.presence)),
        Property("weight", Property.number(stream.weight, from: 0, to: 1)),
      ] + measures + [Property("probabilities", Property.probabilities(stream.probabilities, nullable: true))]
    )
  }

  /// The properties of a segment.
  static let segment: [SchemaProperty] = [
    Property("start_s", Property.number("Start of the segment, in seconds from the clip's start.", from: 0)),
    Property("end_s", Property.number("End of the segment, in seconds from the clip's start.", from: 0)),
    Property(
      "emotion",
      Property.word(
        "Most probable emotion, or uncertain below --min-confidence; null if there is neither speech nor a face or, for "
          + "one channel of several, no speech.",
        words,
        nullable: true
      )
    ),
    Property(
      "confidence",
      Property.number("Probability of the most probable emotion.", from: 0, to: 1, nullable: true)
    ),
    Property(
      "probabilities",
      Property.probabilities("Probability of each emotion from all streams together.", nullable: true)
    ),
    Property(
      "valence",
      Property.number("Valence, derived from the probabilities.", from: -1, to: 1, nullable: true)
    ),
    Property(
      "arousal",
      Property.number("Arousal, derived from the probabilities.", from: -1, to: 1, nullable: true)
    ),
    Property(
      "speech_ratio",
      Property.number("Fraction of the segment that is speech; null without sound.", from: 0, to: 1, nullable: true)
    ),
    Property(
      "weight_voice",
      Property.number(
        "Weight of the voice in the emotion: 1 without a face, 0 without speech.",
        from: 0,
        to: 1,
        nullable: true
      )
    ),
    Property(
      "text",
      Property.string("What the transcript says there; only with --segments."),
      isRequired: false
    ),
  ]

  private static let seenFace = SchemaProperty.object(
    "One face of the clip.",
    [
      Property("id", Property.integer("Number that stays the same for one person throughout the clip.", from: 0)),
      Property(
        "box",
        Property.object(
          "Mean bounding box in the displayed video, in pixels.",
          [
            Property("x", Property.number("Left edge.")),
            Property("y", Property.number("Top edge.")),
            Property("w", Property.number("Width.", from: 0)),
            Property("h", Property.number("Height.", from: 0)),
          ]
        )
      ),
      Property("coverage", Property.number("Fraction of the sampled frames that show this face.", from: 0, to: 1)),
      Property("emotion", Property.word("Most probable emotion, or uncertain below --min-confidence.", words)),
      Property("confidence", Property.number("Probability of the most probable emotion.", from: 0, to: 1)),
      Property("probabilities", Property.probabilities("Probability of each emotion from this face alone.")),
    ]
  )
}

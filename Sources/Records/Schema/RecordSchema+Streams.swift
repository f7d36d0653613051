import Formats

extension RecordSchema {
  private typealias Property = SchemaProperty

  /// What the streams gave, over time too.
  static let streams: [SchemaProperty] = [
    Property(
      "modalities",
      Property.object(
        "What each stream gave by itself; an absent one has weight 0 and its other keys null.",
        RecordedStream.all.map { Property($0.modality.name, schema(of: $0)) }
      )
    ),
    Property(
      "alignment",
      Property.object(
        "How voice and face lie to each other in time; null unless both are there.",
        [
          Property(
            "lag_ms",
            Property.integer("How much later the sound comes than the movement, in milliseconds.", from: nil)
          ),
          Property(
            "cost",
            Property.number(
              "The mean cost of the alignment path; small when both move together.",
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
        "The emotion over time, of fixed lengths or of each utterance; null without --timeline.",
        of: segment,
        nullable: true
      )
    ),
    Property(
      "faces",
      Property.list("Every face that was seen; null without --face all.", of: seenFace, nullable: true)
    ),
  ]

  /// A stream's part of the record.
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
      ] + measures + [Property("probabilities", Property.probabilities(stream.said, nullable: true))]
    )
  }

  private static let segment = SchemaProperty.object(
    "The emotion of one stretch of the clip.",
    [
      Property("start_s", Property.number("Where it begins, in seconds from the clip's start.", from: 0)),
      Property("end_s", Property.number("Where it ends, in seconds from the clip's start.", from: 0)),
      Property(
        "emotion",
        Property.word("The emotion there; null when nobody was heard or seen.", words, nullable: true)
      ),
      Property(
        "confidence",
        Property.number("The probability of the most probable label.", from: 0, to: 1, nullable: true)
      ),
      Property("probabilities", Property.probabilities("What voice and face say there.", nullable: true)),
    ]
  )

  private static let seenFace = SchemaProperty.object(
    "One of the faces.",
    [
      Property("id", Property.integer("The same number for the same person throughout the clip.", from: 0)),
      Property(
        "box",
        Property.object(
          "Where it is in the picture as shown, in pixels.",
          [
            Property("x", Property.number("The left edge.")),
            Property("y", Property.number("The upper edge.")),
            Property("w", Property.number("The width.", from: 0)),
            Property("h", Property.number("The height.", from: 0)),
          ]
        )
      ),
      Property("coverage", Property.number("Share of the sampled frames in which it was seen.", from: 0, to: 1)),
      Property("emotion", Property.word("Its emotion.", words)),
      Property("confidence", Property.number("The probability of its most probable label.", from: 0, to: 1)),
      Property("probabilities", Property.probabilities("What voice and this face say together.")),
    ]
  )
}

import Fusion

extension RecordSchema {
  private typealias Property = SchemaProperty

  /// What every record says about its clip.
  static func clip(status: String) -> [SchemaProperty] {
    [
      Property(
        "schema",
        ["description": "Name and version of this format.", "const": .string(ClipRecord.schema)]
      ),
      Property(
        "path",
        Property.string("The clip's path as the user gave it; bytes that are no UTF-8 are U+FFFD here.")
      ),
      Property(
        "path_base64",
        Property.string("The bytes of a path that is no UTF-8, in base64; only then is the key there."),
        isRequired: false
      ),
      Property("bytes", Property.integer("The file's size in bytes.", from: 0, nullable: true)),
      Property(
        "modified",
        Property.string("When the file was last changed, in UTC.", nullable: true, format: "date-time")
      ),
      Property("status", ["description": "Whether the clip was analysed.", "const": .string(status)]),
    ]
  }

  /// What the record of a clip that failed says besides.
  static let failure: [SchemaProperty] = [
    Property(
      "error",
      Property.object(
        "Why there is no analysis.",
        [
          Property("kind", Property.word("The kind of failure.", ClipFailure.Kind.allCases.map(\.rawValue))),
          Property("message", Property.string("The failure in words, for a person.")),
        ]
      )
    )
  ]

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

  private static let words = EmotionVerdict.allCases.map(\.rawValue)

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

  private static let streams: [SchemaProperty] = [
    Property(
      "modalities",
      Property.object(
        "What each stream gave by itself; an absent one has weight 0 and its other keys null.",
        [Property("voice", voice), Property("face", face)]
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
      Property.list("The emotion over time; null without --timeline.", of: segment, nullable: true)
    ),
    Property(
      "faces",
      Property.list("Every face that was seen; null without --face all.", of: seenFace, nullable: true)
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

  private static let voice = SchemaProperty.object(
    "What the voice alone gave.",
    [
      Property("present", Property.boolean("Whether a voice was heard.")),
      Property("weight", Property.number("The voice's share of the result.", from: 0, to: 1)),
      Property(
        "speech_ratio",
        Property.number("How much of the clip is speech.", from: 0, to: 1, nullable: true)
      ),
      Property("snr_db", Property.number("Speech over noise, in dB.", nullable: true)),
      Property("probabilities", Property.probabilities("What the voice alone says.", nullable: true)),
    ]
  )

  private static let face = SchemaProperty.object(
    "What the face alone gave.",
    [
      Property("present", Property.boolean("Whether a face was seen.")),
      Property("weight", Property.number("The face's share of the result.", from: 0, to: 1)),
      Property(
        "coverage",
        Property.number("Share of the sampled frames in which the face was seen.", from: 0, to: 1, nullable: true)
      ),
      Property("faces", Property.integer("How many different faces were seen.", from: 0, nullable: true)),
      Property("probabilities", Property.probabilities("What the face alone says.", nullable: true)),
    ]
  )

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

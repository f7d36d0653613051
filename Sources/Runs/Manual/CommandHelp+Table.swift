/// The help of every command. Lines of examples, legends and statuses are at most 80 columns wide.
extension CommandHelp {
  /// Every command's help, in the order of the man page.
  public static let all: [(command: String, help: CommandHelp)] = [
    ("emocli", program), ("analyze", analyze), ("features", features), ("train", train), ("evaluate", evaluate),
    ("bench", bench), ("models", models), ("models list", modelsList), ("models info", modelsInfo),
    ("models verify", modelsVerify), ("schema", schema), ("doctor", doctor),
  ]

  public static let program = CommandHelp(
    "Label the emotion that voice and face express together in a clip.",
    description: """
      Results are estimates of a statistical model, not diagnoses and not the truth about what anyone feels. The weights \
      are for research only. Inferring people's emotions at work or in education is banned in the European Union, except for \
      medical or safety reasons (Regulation 2024/1689, article 5).
      """,
    examples: [
      Example("emocli clip.mp4", "Label one clip; short for 'emocli analyze clip.mp4'."),
      Example("emocli analyze recordings/ -o records.jsonl", "Label a directory, one record per clip."),
    ],
    legend: [
      Entry("labels", "neutral, calm, happy, sad, angry, fearful, disgust, surprised"),
      Entry("uncertain", "the most probable label is below --min-confidence"),
    ]
  )

  public static let analyze = CommandHelp(
    "Label the emotion in clips: one record per clip.",
    description: """
      An input is a media file, a still image, a directory (searched recursively, hidden files skipped) or '-' (paths on \
      standard input). Records go to standard output, messages to standard error.
      """,
    examples: [
      Example("emocli analyze call.wav --channel each --timeline 5", "One record per channel, with a label every 5 s."),
      Example(
        "emocli analyze recordings/ -o records.jsonl --resume",
        "A directory. After an interruption, the same command continues."
      ),
    ],
    legend: [
      Entry("confidence", "calibrated probability of the label"),
      Entry("next", "second most probable label"),
      Entry("voice:face", "how much each stream speaks for the label, in percent"),
      Entry("notes", "warnings ('man emocli' explains them); why a share is 0"),
      Entry("of the time", "share of a long clip's judged time, in steps of 1 s"),
    ],
    statuses: [
      Entry("0", "every clip gave a result"),
      Entry("1", "a clip failed, or no clip was found"),
      Entry("2", "nothing could start: model, output or another file unusable"),
      Entry("64", "wrong usage"),
      Entry("130, 143", "interrupted; finished records are written"),
    ]
  )

  public static let features = CommandHelp(
    "Write voice and face features: one row per step, frame or clip.",
    examples: [
      Example("emocli features --kind aus clip.mp4", "17 action units per video frame, with OpenFace's column names."),
      Example("emocli features --kind mel -f npy -o clip.npy clip.wav", "The log-mel spectrogram as a NumPy array."),
    ],
    legend: [
      Entry("path", "first column, only with several clips, a directory or '-'"),
      Entry("timestamp", "seconds from the start of the clip"),
      Entry("success", "1 where the frame shows a face; else 0 and empty cells"),
      Entry("AU12_r", "action unit beyond the speaker's neutral face, 0 to 5"),
      Entry("AU12_raw", "action unit before calibration to the neutral face"),
      Entry("AU12_c", "1 where AU12_r is 1 or more"),
      Entry("AU12_r_mean", "with --per clip, over the frames with a face"),
    ],
    statuses: [
      Entry("0", "every clip gave rows"),
      Entry("1", "a clip failed, or no clip was found"),
      Entry("2", "nothing could start"),
      Entry("64", "wrong usage"),
      Entry("130, 143", "interrupted"),
    ]
  )

  public static let train = CommandHelp(
    "Train a fusion model on labelled clips.",
    description: """
      The manifest is a CSV file with the columns 'path' (relative to the manifest) and 'emotion', optionally 'speaker', \
      'corpus', 'split', 'fold', 'face_csv' and 'face_choice'. Rows with split 'test' are left out. Rows with split \
      'valid', else the clips of one speaker in eight, decide when training stops.
      """,
    examples: [
      Example("emocli train --manifest labelled.csv --output mine.safetensors", "Train on the manifest's clips."),
      Example(
        "emocli train --manifest labelled.csv --output mine.safetensors --folds 4",
        "Also measure the accuracy on unseen speakers, by cross-validation."
      ),
    ],
    legend: evaluationLegend,
    statuses: [
      Entry("0", "every clip was used"),
      Entry("1", "a clip could not be used"),
      Entry("2", "nothing could start"),
      Entry("64", "wrong usage"),
      Entry("130, 143", "interrupted; --resume continues from MODEL.checkpoint"),
    ]
  )

  public static let evaluate = CommandHelp(
    "Score the program's labels against those of a manifest.",
    description: """
      The manifest is a CSV file with the columns 'path' (relative to the manifest) and 'emotion', optionally 'speaker', \
      'corpus', 'split', 'face_csv' (FILE, or FILE#KEY for the row whose first column is KEY) and 'face_choice' (as \
      --face). If any row has split 'test', only those rows count. Each corpus is scored over its own labels; a clip that fails counts as wrong.
      """,
    examples: [
      Example("emocli evaluate --manifest labelled.csv", "A table of figures per corpus and stream."),
      Example(
        "emocli evaluate --manifest labelled.csv --records records.jsonl -f json",
        "All figures as JSON; every clip's record in a file."
      ),
    ],
    legend: evaluationLegend,
    statuses: [
      Entry("0", "every clip gave a result"),
      Entry("1", "a clip failed"),
      Entry("2", "nothing could start, or the manifest is unusable"),
      Entry("64", "wrong usage"),
      Entry("130, 143", "interrupted"),
    ]
  )

  public static let bench = CommandHelp(
    "Measure how fast this machine analyses a clip.",
    description: """
      Analyses the first 10 s of each clip several times on one core, and reads the face in each of its frames. Without a \
      clip, it makes one of a drawn face with a synthetic voice (720p, H.264). Takes less than a minute on an idle machine.
      """,
    examples: [
      Example("emocli bench", "Measure this machine; compare with other machines."),
      Example("emocli bench -f json clip.mp4 > bench.json", "Measure with a clip of yours, for a script."),
    ],
    legend: [
      Entry("× real time", "seconds of clip per second, on one core"),
      Entry("÷ decoding", "time as a multiple of 'decoding alone'"),
      Entry("decoding alone", "decoding all frames and sound, and nothing else"),
      Entry("decode", "what an analysis needs, scaled: 10 frames/s and the sound"),
      Entry("track", "faces followed, and about once per second searched anew"),
      Entry("detector", "the whole frame searched once, at 640 pixels"),
      Entry("90 %, 99 %", "percentiles: 9 of 10, 99 of 100 frames take at most this"),
    ],
    statuses: [
      Entry("0", "every clip was measured"),
      Entry("1", "a clip failed"),
      Entry("2", "nothing could start"),
      Entry("64", "wrong usage"),
      Entry("130, 143", "interrupted"),
    ]
  )

  public static let models = CommandHelp(
    "Show and check the weights.",
    examples: [
      Example("emocli models info", "Training data, licence, figures and limits."),
      Example("emocli models verify", "Compare the files with their checksums."),
    ],
    legend: [Entry("emocli-av 1.2.0", "name and version of the network in a file")]
  )

  public static let modelsList = CommandHelp(
    "List the weight files.",
    examples: [
      Example("emocli models list", "The shipped weights."),
      Example("emocli models list | grep -c parameters", "Count them."),
    ],
    legend: [Entry("in DIR", "the folder the weights were found in")]
  )

  public static let modelsInfo = CommandHelp(
    "Show training data, licence, figures and limits of the weights.",
    examples: [
      Example("emocli models info | less", "The model card."),
      Example("emocli models info whisper-tiny.en", "A pre-trained voice encoder."),
    ],
    legend: [
      Entry("sha256", "checksum of the file"),
      Entry("recipe", "the training recipe in the source repository"),
    ]
  )

  public static let modelsVerify = CommandHelp(
    "Compare the weight files with their checksums.",
    examples: [
      Example("emocli models verify", "Check the shipped weights."),
      Example("emocli models verify && echo intact", "Check them in a script."),
    ],
    legend: [
      Entry("ok", "the file has the checksum in SHA256SUMS"),
      Entry("differs", "the file was changed or damaged"),
      Entry("not listed", "SHA256SUMS has no checksum for the file"),
    ],
    statuses: [Entry("0", "all files are intact"), Entry("1", "a file differs or has no checksum")]
  )

  public static let schema = CommandHelp(
    "Print the record's JSON Schema.",
    examples: [
      Example("emocli schema > schema.json", "Save the schema for a validator."),
      Example("emocli schema | jq '.oneOf[0].properties | keys_unsorted'", "The keys of a record, in order."),
    ],
    legend: [Entry("null", "no value: the stream is absent, or the option was not given")]
  )

  public static let doctor = CommandHelp(
    "Show the libraries, processor and weights in use, and run a self-test.",
    examples: [
      Example("emocli doctor", "Check this machine."),
      Example("OPENBLAS_CORETYPE=Haswell emocli doctor", "Test other OpenBLAS kernels."),
    ],
    legend: [
      Entry("BLAS kernels", "OpenBLAS kernels chosen for this processor"),
      Entry("self-test", "one second of sound and one frame through every network"),
    ],
    statuses: [Entry("0", "the self-test passed"), Entry("2", "the self-test failed")]
  )

  private static let evaluationLegend = [
    Entry("WAR", "accuracy"),
    Entry("UAR", "mean of the labels' recalls, with its 95 % interval over speakers"),
    Entry("F1", "mean F1 over labels"),
    Entry("missing", "clips without a prediction, which count as wrong"),
    Entry("ECE", "expected calibration error, and its excess over chance"),
  ]
}

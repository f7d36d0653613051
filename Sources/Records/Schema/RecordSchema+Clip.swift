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
}

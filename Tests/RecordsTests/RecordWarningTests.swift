import Testing

@testable import Records

@Suite struct RecordWarningTests {
  @Test("Warnings have a stable wording, and each has a meaning")
  func words() {
    #expect(
      RecordWarning.allCases.map(\.rawValue) == [
        "several sound streams", "several picture streams", "cut off", "damaged", "empty sound stream",
        "empty picture stream", "no decoder for the sound", "no decoder for the picture", "channels out of phase",
        "clipped", "quiet", "telephone band", "little speech", "no speech", "no face", "backlit", "dark", "blurred",
        "too small",
        "profile", "face not upright",
        "squeezed picture", "several faces", "low frame rate", "voice and face disagree",
      ]
    )
    #expect(Set(RecordWarning.allCases.map(\.meaning)).count == RecordWarning.allCases.count)
  }
}

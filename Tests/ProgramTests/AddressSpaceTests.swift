import TestSupport
import Testing

/// `ulimit -v`, as batch systems set it: a program that does not fit must exit, not hang.
@Suite("Limited address space")
struct AddressSpaceTests {
  private static let clip = Argument(Repository.fixture("speech.wav"))
  private static let mebibyte = 1 << 20

  /// Runs the program with at most `bytes` of address space. It is killed after 20 s, which its status shows.
  private static func run(_ arguments: [Argument], bytes: Int, input: [UInt8] = []) throws -> Program.Result {
    let script: Argument = "ulimit -v \(bytes >> 10) && exec \"$0\" \"$@\""
    return try Program.run(
      ["-c", script, Argument(Program.path)] + arguments,
      input: input,
      environment: ["SWIFT_BACKTRACE": "enable=no"],
      executable: "/bin/bash",
      seconds: 20
    )
  }

  /// The minimum address space, in steps of 16 MiB, in which the program and its libraries start.
  private static let minimum: Int? = stride(from: 64 * mebibyte, through: 4_096 * mebibyte, by: 16 * mebibyte).first {
    (try? run(["schema"], bytes: $0))?.status == 0
  }

  @Test(
    "Without room for matrix multiplication nothing starts, and the message says why",
    arguments: [
      ["analyze", clip], ["analyze", "-j", "2", clip, clip], ["analyze", "no such file.wav"],
      ["features", "--kind", "aus", clip],
    ],
    [32, 64, 96]
  )
  func tooLittle(arguments: [Argument], mebibytes: Int) throws {
    let minimum = try #require(Self.minimum)
    let result = try Self.run(arguments, bytes: minimum + mebibytes * Self.mebibyte)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(
      result.error == "emocli: error: the model cannot be loaded: not enough memory: matrix "
        + "multiplication needs 128 MiB of address space (see ulimit -v)\n"
    )
  }

  @Test("With any limit, the program exits with a record, or with a message and a non-zero status")
  func alwaysEnds() throws {
    let minimum = try #require(Self.minimum)
    for bytes in stride(
      from: minimum - 32 * Self.mebibyte,
      through: minimum + 512 * Self.mebibyte,
      by: 32 * Self.mebibyte
    ) {
      let result = try Self.run(["analyze", Self.clip], bytes: bytes)
      let isKilled = result.status == 256 + 9
      #expect(!isKilled, "\(bytes >> 20) MiB of \(minimum >> 20): \(result.error)")
      if result.status == 0 { #expect(try result.records().map(\.outcome) == ["ok"]) }
      if result.status != 0 { #expect(!result.error.isEmpty || !result.output.isEmpty) }
    }
  }

  @Test("With enough room a clip is analysed")
  func enough() throws {
    let minimum = try #require(Self.minimum)
    let result = try Self.run(["analyze", Self.clip], bytes: minimum + 1_024 * Self.mebibyte)
    #expect(try result.status == 0 && result.records().map(\.outcome) == ["ok"])
  }
}

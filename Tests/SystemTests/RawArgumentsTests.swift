import System
import Testing

@Suite("Raw arguments")
struct RawArgumentsTests {
  private static let names: [[UInt8]] = [
    [], Array("clip.wav".utf8), Array("Ünïcödé 😀 e\u{301}.wav".utf8), Array("caf".utf8) + [0xe9],
    [0xff, 0xfe, 0x80], Array("a".utf8) + [0xf0, 0x9f] + Array("b".utf8), Array("\u{10f8ff}\u{10f7ff}\u{10f900}".utf8),
    Array("\u{10f800}".utf8) + [0xc3], [0xed, 0xa0, 0x80], (1...255).map { UInt8($0) }, [0xc0, 0xaf, 0xf5],
  ]

  @Test("Every name survives a round trip byte for byte", arguments: names)
  func exact(bytes: [UInt8]) {
    #expect(RawArguments.bytes(of: RawArguments.escaped(bytes)) == bytes)
  }

  @Test("Valid UTF-8 is unchanged", arguments: ["", "clip.wav", "Ünïcödé 😀.wav", "--face=largest"])
  func plain(text: String) {
    #expect(RawArguments.escaped(Array(text.utf8)) == text && RawArguments.bytes(of: text) == Array(text.utf8))
  }

  @Test("Different names have different texts")
  func distinct() {
    #expect(Set(Self.names.map(RawArguments.escaped)).count == Self.names.count)
  }
}

import Formats
import Foundation
import Testing

@Suite("Ordered JSON")
struct JSONValueTests {
  @Test(
    "Numbers are short, exact and without surprising exponents",
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-3, "-3"), (0.05, "0.05"), (0.1, "0.1"), (1e-5, "0.00001"),
      (-1.25e-6, "-0.00000125"), (1e-7, "0.0000001"), (1.5e-9, "1.5e-9"), (123_456.789, "123456.789"),
      (1e15, "1000000000000000"),
      (1e16, "10000000000000000"), (1.5e20, "150000000000000000000"), (1e21, "1e21"), (-2.5e300, "-2.5e300"),
      (0.1 + 0.2, "0.30000000000000004"), (.leastNonzeroMagnitude, "5e-324"),
      (.greatestFiniteMagnitude, "1.7976931348623157e308"),
    ]
  )
  func numbers(value: Double, text: String) {
    #expect(decimalText(of: value) == text)
    #expect(Double(text) == value)
  }

  @Test("Control characters are escaped; slashes and printable Unicode are not")
  func strings() throws {
    let string = "a/b \"q\" \\ \n\r\t\u{0}\u{1F}\u{7F}\u{9B} é 日本 👩‍👩‍👧 e\u{301}\u{2028}"
    let text = JSONValue.string(string).serialized()
    #expect(
      text == #""a/b \"q\" \\ \n\r\t\u0000\u001f\u007f\u009b é 日本 👩‍👩‍👧 e"# + "\u{301}\u{2028}\""
    )
    let read = try JSONDecoder().decode([String].self, from: Data("[\(text)]".utf8))
    #expect(Array(read[0].utf8) == Array(string.utf8))
  }

  @Test("Pretty text is indented; arrays of scalars stay on one line")
  func pretty() {
    let value: JSONValue = ["b": ["type": ["string", "null"]], "a": [["x": 1]], "e": [:], "l": []]
    #expect(
      value.serialized(pretty: true) == """
        {
          "b": {
            "type": ["string", "null"]
          },
          "a": [
            {
              "x": 1
            }
          ],
          "e": {},
          "l": []
        }
        """
    )
    #expect(value.serialized() == #"{"b":{"type":["string","null"]},"a":[{"x":1}],"e":{},"l":[]}"#)
  }

  @Test("The encoder keeps the order of encoding, also in nested containers")
  func encoder() throws {
    struct Sample: Encodable {
      enum Key: String, CodingKey { case z, a, list, inner, none, float }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(UInt8(1), forKey: .z)
        var list = container.nestedUnkeyedContainer(forKey: .list)
        try list.encode("x")
        try list.encodeNil()
        try list.encode([true, false])
        var element = list.nestedContainer(keyedBy: Key.self)
        try element.encode(0.5, forKey: .a)
        var inner = container.nestedContainer(keyedBy: Key.self, forKey: .inner)
        try inner.encode(2, forKey: .z)
        try inner.encode(Optional<Int>.some(3), forKey: .a)
        try container.encodeNil(forKey: .none)
        try container.encode(Float(0.1), forKey: .float)
      }
    }
    #expect(
      try JSONValue.encoding(Sample()).serialized()
        == #"{"z":1,"list":["x",null,[true,false],{"a":0.5}],"inner":{"z":2,"a":3},"none":null,"float":0.1}"#
    )
    #expect(try JSONValue.encoding([Int]()) == [])
    #expect(try JSONValue.encoding(7) == 7)
    #expect(throws: EncodingError.self) { try JSONValue.encoding([Double.nan]) }
    #expect(throws: EncodingError.self) { try JSONValue.encoding(UInt64.max) }
  }
}

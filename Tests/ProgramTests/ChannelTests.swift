import TestSupport
import Testing

@Suite("Sound channels")
struct ChannelTests {
  static let stereo = Argument(Repository.fixture("speech-stereo.wav"))

  @Test("Each channel gives the same record alone and with --channel each")
  func each() throws {
    let each = try Program.run("analyze", "--channel", "each", Self.stereo).records()
    #expect(each.map { $0["channel"] } == [1, 2])
    for number in 1...2 {
      let one = try Program.run("analyze", "--channel", "\(number)", Self.stereo).records()
      #expect(one.count == 1)
      #expect(one[0].without("timing", "options") == each[number - 1].without("timing", "options"))
      #expect(one[0]["options"] == .string("--channel \(number)"))
    }
    #expect(each[0]["probabilities"] != each[1]["probabilities"])
    let mix = try Program.run("analyze", "--channel", "mix", Self.stereo).records()
    #expect(mix.map { $0["channel"] } == [.null] && mix[0]["options"] == .null)
  }

  @Test("A missing channel is an error; --channel each of a mono clip is not")
  func missing() throws {
    let mono = Argument(Repository.fixture("speech.wav"))
    let ninth = try Program.run("analyze", "--channel", "9", Self.stereo)
    #expect(ninth.status == 1)
    #expect(try ninth.records().map(\.outcome) == ["unsupported"])
    #expect(try Program.run("analyze", "--channel", "each", mono).records().map { $0["channel"] } == [1])
  }

  @Test("A silent channel fails alone, in a batch too", arguments: [1, 2])
  func silent(copies: Int) throws {
    let folder = try WorkFolder()
    var file = try WaveFile.speech()
    file.channels = 2
    file.data = stride(from: 0, to: file.data.count, by: 2).flatMap { Array(file.data[$0..<$0 + 2]) + [0, 0] }
    let clip = Argument(try folder.put(file.bytes, "half.wav"))
    let result = try Program.run(["analyze", "--channel", "each"] + Array(repeating: clip, count: copies))
    #expect(result.status == 1)
    let outcomes = try result.records().map(\.outcome)
    #expect(outcomes == Array(repeating: ["ok", "no_speech_or_face"], count: copies).flatMap { $0 })
  }
}

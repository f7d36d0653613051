import Testing

@testable import Batch

@Suite struct WorkerProtocolTests {
  static let messages: [WorkerMessage] = [
    .hello(version: 1),
    .job(7, path: Array("a/b\n.mp4".utf8)),
    .job(.max, path: []),
    .duration(7, seconds: 3.303),
    .payload(7, [UInt8](repeating: 255, count: 100_000)),
    .payload(8, []),
    .done(7),
  ]

  @Test(arguments: [1, 13, 14, 65_536, 1 << 20])
  func decodesMessagesSplitAnywhere(pieceLength: Int) throws {
    let bytes = Self.messages.flatMap(\.encoded)
    var buffer = MessageBuffer()
    var received: [WorkerMessage] = []
    for start in stride(from: 0, to: bytes.count, by: pieceLength) {
      bytes[start..<min(bytes.count, start + pieceLength)].withUnsafeBytes { buffer.append($0) }
      while let message = try buffer.next() { received.append(message) }
    }
    #expect(received == Self.messages)
  }

  @Test(arguments: [
    [9] + [UInt8](repeating: 0, count: 12),  // unknown kind
    [3] + [UInt8](repeating: 0, count: 12),  // duration without a number
    [4] + [UInt8](repeating: 255, count: 12),  // 4 GiB body
  ])
  func rejectsMalformedMessages(bytes: [UInt8]) {
    var buffer = MessageBuffer()
    bytes.withUnsafeBytes { buffer.append($0) }
    #expect(throws: MalformedMessage.self) { try buffer.next() }
  }
}

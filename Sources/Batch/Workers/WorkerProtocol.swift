/// The messages between the parent and a worker, sent over two pipes.
///
/// Every message has a 13-byte header and a body. Numbers are little-endian.
///
///     offset  0   kind     UInt8
///     offset  1   job      UInt64   the job's identifier, 0 in `hello`
///     offset  9   length   UInt32   bytes of the body
///     offset 13   body
///
/// The worker sends `hello` once, when it is ready. It answers each `job` with any number of `duration` and `payload`
/// messages, then `done`. Only then does it get the next job. It exits when its input closes.
enum WorkerMessage: Equatable {
  /// Worker → parent; the body is the protocol's version, one byte.
  case hello(version: UInt8)
  /// Parent → worker; the body is the clip's path.
  case job(UInt64, path: [UInt8])
  /// Worker → parent: the clip's duration as far as known, a Float64. The parent sets the time limit from it.
  case duration(UInt64, seconds: Double)
  /// Worker → parent: one piece of the answer, as the handler returned it.
  case payload(UInt64, [UInt8])
  /// Worker → parent: the answer is complete; no body.
  case done(UInt64)

  static let version: UInt8 = 1
  static let headerLength = 13
  static let maximumBodyLength = 1 << 30

  /// The message's bytes on the pipe.
  var encoded: [UInt8] {
    switch self {
    case .hello(let version): Self.encode(kind: 1, job: 0, body: [version])
    case .job(let job, let path): Self.encode(kind: 2, job: job, body: path)
    case .duration(let job, let seconds):
      Self.encode(kind: 3, job: job, body: Self.littleEndian(seconds.bitPattern))
    case .payload(let job, let bytes): Self.encode(kind: 4, job: job, body: bytes)
    case .done(let job): Self.encode(kind: 5, job: job, body: [])
    }
  }

  private static func encode(kind: UInt8, job: UInt64, body: [UInt8]) -> [UInt8] {
    precondition(body.count <= maximumBodyLength, "message body is larger than 1 GiB")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headerLength + body.count)
    bytes.append(kind)
    bytes += littleEndian(job)
    bytes += littleEndian(UInt32(body.count))
    bytes += body
    return bytes
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  fileprivate static func decode(kind: UInt8, job: UInt64, body: [UInt8]) throws(MalformedMessage) -> WorkerMessage {
    switch (kind, body.count) {
    case (1, 1): return .hello(version: body[0])
    case (2, _): return .job(job, path: body)
    case (3, 8):
      let bits = body.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
      return .duration(job, seconds: Double(bitPattern: UInt64(littleEndian: bits)))
    case (4, _): return .payload(job, body)
    case (5, 0): return .done(job)
    default: throw MalformedMessage()
    }
  }
}

/// Bytes that are not a message of the protocol.
struct MalformedMessage: Error {}

/// Assembles messages from the pieces in which they arrive.
struct MessageBuffer {
  private var bytes: [UInt8] = []
  private var start = 0

  mutating func append(_ piece: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: piece)
  }

  /// Returns the next complete message, or nil until more bytes arrive.
  mutating func next() throws(MalformedMessage) -> WorkerMessage? {
    let available = bytes.count - start
    guard available >= WorkerMessage.headerLength else { return nil }
    let (job, bodyLength) = bytes.withUnsafeBytes { all in
      let job = all.loadUnaligned(fromByteOffset: start + 1, as: UInt64.self)
      let length = all.loadUnaligned(fromByteOffset: start + 9, as: UInt32.self)
      return (UInt64(littleEndian: job), Int(UInt32(littleEndian: length)))
    }
    guard bodyLength <= WorkerMessage.maximumBodyLength else { throw MalformedMessage() }
    let length = WorkerMessage.headerLength + bodyLength
    guard available >= length else { return nil }
    let body = Array(bytes[(start + WorkerMessage.headerLength)..<(start + length)])
    let message = try WorkerMessage.decode(kind: bytes[start], job: job, body: body)
    start += length
    if start == bytes.count {
      bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
      start = 0
    } else if start > 1 << 16 {
      bytes.removeSubrange(..<start)
      start = 0
    }
    return message
  }
}

import Foundation

/// Builds WAV files, valid and invalid, byte by byte.
public struct WaveFile {
  public var rate = 16_000
  public var channels = 1
  /// 1 for integers, 3 for floating point.
  public var format = 1
  public var bitsPerSample = 16
  /// The samples' bytes in the file.
  public var data: [UInt8]
  /// The size of the samples in bytes that the header claims, if different from the actual size.
  public var announcedBytes: Int?

  /// Interleaved 16-bit samples.
  public init(_ samples: [Int16], rate: Int = 16_000, channels: Int = 1) {
    self.rate = rate
    self.channels = channels
    data = samples.flatMap { Self.littleEndian($0) }
  }

  /// Interleaved 32-bit floating-point samples.
  public init(floats samples: [Float], rate: Int = 16_000, channels: Int = 1) {
    self.rate = rate
    self.channels = channels
    format = 3
    bitsPerSample = 32
    data = samples.flatMap { Self.littleEndian($0.bitPattern) }
  }

  public var bytes: [UInt8] {
    let size = announcedBytes ?? data.count
    let frame = channels * bitsPerSample / 8
    var bytes = Array("RIFF".utf8) + Self.littleEndian(UInt32(truncatingIfNeeded: 36 + size))
    bytes += Array("WAVEfmt ".utf8) + Self.littleEndian(UInt32(16)) + Self.littleEndian(UInt16(format))
    bytes += Self.littleEndian(UInt16(channels)) + Self.littleEndian(UInt32(rate))
    bytes += Self.littleEndian(UInt32(truncatingIfNeeded: rate * frame)) + Self.littleEndian(UInt16(frame))
    bytes += Self.littleEndian(UInt16(bitsPerSample)) + Array("data".utf8)
    return bytes + Self.littleEndian(UInt32(truncatingIfNeeded: size)) + data
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

extension WaveFile {
  /// Returns the committed speech, 16 bit at 22,050 Hz.
  public static func speech() throws -> WaveFile {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: Repository.fixture("speech.wav")))
    let mark = bytes.range(of: Data("data".utf8))!
    var file = WaveFile([], rate: 22_050)
    file.data = Array(bytes[(mark.upperBound + 4)...])
    return file
  }

  /// Returns the speech repeated and cut to a duration.
  public static func speech(seconds: Double) throws -> WaveFile {
    var file = try speech()
    let count = 2 * Int((seconds * Double(file.rate)).rounded())
    let once = file.data
    file.data.reserveCapacity(count + once.count)
    while file.data.count < count { file.data += once }
    file.data.removeLast(file.data.count - count)
    return file
  }
}

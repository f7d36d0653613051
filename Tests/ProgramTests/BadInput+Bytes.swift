import Foundation
import TestSupport

extension BadInput {
  static func fixture(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: Repository.fixture(name))))
  }

  /// Three seconds at 16 kHz, every sample at full scale.
  static let noise: [Int16] = {
    var state: UInt64 = 1
    return (0..<48_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 63 == 0 ? .min : .max
    }
  }()

  static var playlist: [UInt8] {
    Array("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:3.3,\n\(Repository.fixture("speech.wav"))\n#EXT-X-ENDLIST\n".utf8)
  }

  static var concatenation: [UInt8] {
    Array("ffconcat version 1.0\nfile '\(Repository.fixture("speech.wav"))'\n".utf8)
  }

  /// A transparent image of one pixel.
  static let dot =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="

  /// A PNG whose header declares 60,000 × 60,000 pixels.
  static var vastImage: [UInt8] {
    let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    let size: [UInt8] = [0, 0, 0xea, 0x60]
    return signature + chunk("IHDR", size + size + [8, 2, 0, 0, 0]) + chunk("IDAT", [0x78, 0x9c, 3, 0, 0, 0, 0, 1])
      + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + content
    return bigEndian(UInt32(content.count)) + named + bigEndian(checksum(named))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  /// Returns the CRC-32 used by PNG.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
    }
  }
}

func repeatElement<Element>(_ element: Element, _ count: Int) -> [Element] {
  [Element](repeating: element, count: count)
}

extension WaveFile {
  /// Returns speech whose header claims another size.
  static func promising(_ bytes: Int) throws -> [UInt8] {
    var file = try speech()
    file.announcedBytes = bytes
    return file.bytes
  }

  /// Returns floating-point speech with every thousandth sample replaced.
  static func corrupted(by value: Float) throws -> [UInt8] {
    let speech = try speech()
    let samples = stride(from: 0, to: speech.data.count, by: 2).map { index in
      index % 2_000 == 0
        ? value : Float(Int16(bitPattern: UInt16(speech.data[index]) | UInt16(speech.data[index + 1]) << 8)) / 32_768
    }
    return WaveFile(floats: samples, rate: speech.rate).bytes
  }
}

/// Builds WebP files byte by byte (Google, "WebP container specification").
public enum WebPFile {
  /// Two frames of one pixel: the extended header with the animation flag, the animation's parameters, the frames.
  public static var animation: [UInt8] {
    let animationFlag: UInt8 = 0x02
    let pixel: [UInt8] = [0x2f, 0, 0, 0, 0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07]
    // Position, size less one, 100 ms, flags.
    let frame = chunk("ANMF", [UInt8](repeating: 0, count: 12) + [100, 0, 0, 0] + chunk("VP8L", pixel))
    return file(header(flags: animationFlag) + chunk("ANIM", [UInt8](repeating: 0, count: 6)) + frame + frame)
  }

  /// An extended header without an image.
  public static var empty: [UInt8] { file(header(flags: 0)) }

  private static func file(_ chunks: [UInt8]) -> [UInt8] {
    chunk("RIFF", Array("WEBP".utf8) + chunks)
  }

  /// The extended header of an image of one pixel.
  private static func header(flags: UInt8) -> [UInt8] {
    chunk("VP8X", [flags] + [UInt8](repeating: 0, count: 9))
  }

  /// A chunk, padded to an even size.
  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let size = withUnsafeBytes(of: UInt32(content.count).littleEndian) { Array($0) }
    return Array(name.utf8) + size + content + (content.count.isMultiple(of: 2) ? [] : [0])
  }
}

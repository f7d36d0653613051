import Glibc

/// Carries file names that are not UTF-8 through the argument parser, which takes only strings.
///
/// Each byte that is not part of valid UTF-8 becomes a character of a private-use block. So does each byte of a genuine
/// character of that block, so the mapping is reversible.
public enum RawArguments {
  /// Byte b is escaped as U+10F800 + b.
  private static let block: UInt32 = 0x10f800

  /// Returns the process's arguments, without the program's name.
  public static func ofProcess() -> [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      CommandLine.unsafeArgv[index].map { argument in
        escaped(UnsafeBufferPointer(start: argument, count: strlen(argument)).map { UInt8(bitPattern: $0) })
      }
    }
  }

  /// Returns the bytes as text.
  public static func escaped(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isEscape) {
      return text
    }
    var text = String.UnicodeScalarView()
    var rest = bytes[...]
    while !rest.isEmpty {
      let length = (1...4).first { rest.count >= $0 && String(validating: rest.prefix($0), as: UTF8.self) != nil }
      let scalar = length.flatMap { String(decoding: rest.prefix($0), as: UTF8.self).unicodeScalars.first }
      if let length, let scalar, !isEscape(scalar) {
        text.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        text.append(Unicode.Scalar(block + UInt32(rest.removeFirst()))!)
      }
    }
    return String(text)
  }

  /// Returns the bytes that `escaped` turned into `argument`.
  public static func bytes(of argument: String) -> [UInt8] {
    argument.unicodeScalars.flatMap { scalar in
      isEscape(scalar) ? [UInt8(scalar.value - block)] : Array(String(scalar).utf8)
    }
  }

  private static func isEscape(_ scalar: Unicode.Scalar) -> Bool {
    (block...block + 255).contains(scalar.value)
  }
}

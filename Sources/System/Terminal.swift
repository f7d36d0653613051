import Foundation
import Glibc

/// The terminal behind the standard descriptors, if any.
public enum Terminal {
  public static var isStandardOutput: Bool { isatty(STDOUT_FILENO) == 1 }
  public static var isStandardError: Bool { isatty(STDERR_FILENO) == 1 }

  /// Returns the width of the terminal behind a descriptor; nil if it is not a terminal or its width is unknown.
  public static func columns(of descriptor: Int32 = STDOUT_FILENO) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

/// Standard error, for messages. Write failures are ignored.
public enum StandardError {
  public static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Opens `/dev/null` on any standard descriptor that the parent process closed. Otherwise one of this program's files
  /// could get that number, and receive data meant for the standard stream.
  public static func reserveStandardDescriptors() {
    while true {
      let descriptor = open("/dev/null", O_RDWR)
      if descriptor > STDERR_FILENO {
        close(descriptor)
        return
      }
      if descriptor < 0 { return }
    }
  }
}

import Foundation
import Glibc

/// What the standard descriptors are connected to.
public enum Terminal {
  public static var isStandardOutput: Bool { isatty(STDOUT_FILENO) == 1 }
  public static var isStandardError: Bool { isatty(STDERR_FILENO) == 1 }

  /// The width of the terminal behind a descriptor; nil when there is none or it does not tell.
  public static func columns(of descriptor: Int32 = STDOUT_FILENO) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

/// Where messages go. Nobody reading them is no reason to stop.
public enum StandardError {
  public static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Opens what the caller closed of standard input, output and error on nothing, so that no file of this program gets
  /// one of their numbers and then what was meant for them.
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

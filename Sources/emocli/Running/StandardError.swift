import Foundation

/// Where messages go. Nobody reading them is no reason to stop.
enum StandardError {
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Opens what the caller closed of standard input, output and error on nothing, so that no file of this program gets
  /// one of their numbers and then what was meant for them.
  static func reserveStandardDescriptors() {
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

import Foundation
import Glibc
import TestSupport

/// Inspects other processes through /proc.
enum Processes {
  static func children(of parent: pid_t) -> [pid_t] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return entries.compactMap { pid_t($0) }.filter { process in
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
      // The state and the parent follow the name, which may contain anything.
      let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
      return fields.count > 1 && fields[0] != "Z" && pid_t(fields[1]) == parent
    }
  }

  /// Returns whether the process has a file named `pipe.wav` open.
  static func hasOpenPipe(_ process: pid_t) -> Bool {
    let folder = "/proc/\(process)/fd"
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return descriptors.contains { descriptor in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(descriptor)")
      return target?.hasSuffix("/pipe.wav") == true
    }
  }

  /// Returns the peak memory of a live process in bytes.
  ///
  /// The peak reported by wait4(2) includes the memory of the process that started it.
  static func peakBytes(of process: pid_t) -> Int? {
    let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropLast().last.flatMap { Int($0) }.map { $0 << 10 }
  }

  /// Returns the size of the unfinished output in a directory.
  static func writtenBytes(_ folder: WorkFolder) -> Int {
    let names = (try? folder.entries.filter { $0.hasSuffix(".tmp") }) ?? []
    return names.compactMap { try? folder.bytes($0).count }.reduce(0, +)
  }

  /// Polls until the condition holds. Returns false after 30 s.
  static func wait(until condition: () -> Bool) -> Bool {
    find { condition() ? true : nil } ?? false
  }

  /// Polls until there is a value. Returns nil after 30 s.
  static func find<Value>(_ value: () -> Value?) -> Value? {
    let deadline = ContinuousClock.now + .seconds(30)
    while .now < deadline {
      if let value = value() { return value }
      usleep(5_000)
    }
    return nil
  }
}

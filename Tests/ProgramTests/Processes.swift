import Foundation
import Glibc
import TestSupport

/// Looks at other processes through /proc.
enum Processes {
  static func children(of parent: pid_t) -> [pid_t] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return entries.compactMap { pid_t($0) }.filter { process in
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
      // After the name, which may hold anything: the state, then the parent.
      let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
      return fields.count > 1 && fields[0] != "Z" && pid_t(fields[1]) == parent
    }
  }

  /// Whether the process has a file called `pipe.wav` open.
  static func hasOpenPipe(_ process: pid_t) -> Bool {
    let folder = "/proc/\(process)/fd"
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return descriptors.contains { descriptor in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(descriptor)")
      return target?.hasSuffix("/pipe.wav") == true
    }
  }

  /// The most memory a process that still lives has had, in bytes.
  ///
  /// What wait4(2) tells of a process begins with the memory of the one that started it.
  static func peakBytes(of process: pid_t) -> Int? {
    let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropLast().last.flatMap { Int($0) }.map { $0 << 10 }
  }

  /// The size of the unfinished output in a folder.
  static func writtenBytes(_ folder: WorkFolder) -> Int {
    let names = (try? folder.entries.filter { $0.hasSuffix(".tmp") }) ?? []
    return names.compactMap { try? folder.bytes($0).count }.reduce(0, +)
  }

  /// Asks again and again until the condition holds; false after 30 s.
  static func wait(until condition: () -> Bool) -> Bool {
    find { condition() ? true : nil } ?? false
  }

  /// Asks again and again until there is a value; nil after 30 s.
  static func find<Value>(_ value: () -> Value?) -> Value? {
    let deadline = ContinuousClock.now + .seconds(30)
    while .now < deadline {
      if let value = value() { return value }
      usleep(5_000)
    }
    return nil
  }
}

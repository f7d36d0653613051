import CProcess
import Foundation
import Glibc

/// The number of clips to work on at once.
public enum Jobs {
  /// The number of cores available to this process: its affinity or, if lower, its cgroup v2 quota. At least 1.
  public static var defaultCount: Int {
    let processors = Int(process_available_processors())
    guard let quota = controlGroupQuota() else { return max(1, processors) }
    return max(1, min(processors, Int(quota.rounded(.up))))
  }

  /// Returns the lowest quota, in cores, of the process's cgroup and its ancestors, or nil if there is none.
  private static func controlGroupQuota() -> Double? {
    guard let membership = contents(of: "/proc/self/cgroup") else { return nil }
    let root = "/sys/fs/cgroup"
    return groups(membership: membership)
      .compactMap { contents(of: root + $0 + "/cpu.max").flatMap(quota(limit:)) }
      .min()
  }

  private static func contents(of path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  /// Returns the cgroup v2 that /proc/self/cgroup names ("0::/a/b") and its ancestors: "/a/b", "/a", "".
  static func groups(membership: String) -> [String] {
    guard let line = membership.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return [] }
    let components = line.dropFirst(4).split(separator: "/")
    return (0...components.count).reversed().map { count in components[..<count].map { "/" + $0 }.joined() }
  }

  /// Parses a line of cpu.max ("150000 100000": microseconds per period) into cores; nil for "max 100000".
  static func quota(limit: String) -> Double? {
    let numbers = limit.split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard numbers.count == 2, let granted = numbers[0], let period = numbers[1], granted > 0, period > 0 else {
      return nil
    }
    return granted / period
  }
}

/// Resource limits and memory use of processes.
enum ResourceLimits {
  static func dumpNoCore() {
    set(RLIMIT_CORE, bytes: 0)
  }

  /// Lowers this process's address-space limit. A lower existing limit stays.
  static func limitAddressSpace(bytes: Int) {
    set(RLIMIT_AS, bytes: rlim_t(bytes))
  }

  private static func set(_ resource: __rlimit_resource, bytes: rlim_t) {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(bytes, limit.rlim_cur)
    setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
  }

  /// Returns the resident memory of a process in bytes, without mapped files such as weights, or nil if the process is
  /// gone.
  static func privateBytes(of process: pid_t) -> Int? {
    let descriptor = open("/proc/\(process)/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var text = [UInt8](repeating: 0, count: 256)
    guard case .bytes(let count) = text.withUnsafeMutableBytes({ Descriptor.read(descriptor, into: $0) }) else {
      return nil
    }
    let fields = text[..<count].split(separator: UInt8(ascii: " ")).map { Int(String(decoding: $0, as: UTF8.self)) }
    guard fields.count > 2, let resident = fields[1], let shared = fields[2] else { return nil }
    return max(0, resident - shared) * sysconf(Int32(_SC_PAGESIZE))
  }
}

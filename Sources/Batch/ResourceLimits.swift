import Foundation
import Glibc

/// The memory that processes use and may use.
enum ResourceLimits {
  static func dumpNoCore() {
    set(RLIMIT_CORE, bytes: 0)
  }

  /// Lowers the limit of this process's address space; one that is lower already stays.
  static func limitAddressSpace(bytes: Int) {
    set(RLIMIT_AS, bytes: rlim_t(bytes))
  }

  private static func set(_ resource: __rlimit_resource, bytes: rlim_t) {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(bytes, limit.rlim_cur)
    setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
  }

  /// The memory in bytes that a process alone keeps resident, without mapped files such as weights; nil when the
  /// process is gone.
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

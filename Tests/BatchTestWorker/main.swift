// A worker whose clips are orders: the path's last component says what the worker is to do.
import Batch
import Foundation
import Glibc
import Media

/// Carries out "NUMBER-ORDER-ARGUMENT" and gives the answer's payloads.
func carryOut(_ path: ClipPath, _ announceDuration: (Double) -> Void) -> [[UInt8]] {
  let words = path.name.description.split(separator: "-").map(String.init)
  let argument = words.count > 2 ? Double(words[2]) ?? 0 : 0
  switch words.count > 1 ? words[1] : "" {
  case "sleep": usleep(UInt32(argument * 1e6))
  case "abort": abort()
  case "exit": exit(Int32(argument))
  case "hang": while true { pause() }
  case "announce": announceDuration(argument)
  case "big": return [[UInt8](repeating: 7, count: Int(argument)), path.bytes]
  case "none": return []
  case "print":
    print("a stray line")
    fflush(stdout)
  case "garble":
    let byte: [UInt8] = [UInt8](repeating: 99, count: 64)
    for descriptor in Int32(3)..<16 { _ = write(descriptor, byte, byte.count) }
    sleep(30)
  case "closed":
    // What was standard input is gone: a clip named /dev/stdin must not eat jobs.
    var byte: UInt8 = 0
    return [read(STDIN_FILENO, &byte, 1) == 0 ? path.bytes : []]
  case "descriptors":
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return [Array("\(names.count)".utf8)]
  case "process": return [Array("\(getpid())".utf8)]
  case "allocate":
    let bytes = Int(argument)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 4096)
    memset(memory.baseAddress!, 1, bytes)
    usleep(800_000)
    memory.deallocate()
  default: break
  }
  return [path.bytes]
}

/// Runs a pool over this program until a signal ends it; for tests that send one.
func runAsParent(_ paths: [String]) -> Never {
  Interruption.catchSignals()
  var configuration = WorkerPool.Configuration(arguments: ["BatchTestWorker", "worker"], workerCount: 2)
  configuration.graceSeconds = 0
  var rest = paths[...]
  do {
    let end = try WorkerPool(configuration).run(interruption: .process) {
      rest.popFirst().map { .clip(ClipPath($0)) } ?? .end
    } deliver: { path, outcome in
      print(path, outcome == .answered([path.bytes]) ? "answered" : "failed")
      fflush(stdout)
      return .goOn
    }
    if case .interrupted(let signal) = end { exit(128 + signal) }
    exit(0)
  } catch {
    exit(2)
  }
}

switch CommandLine.arguments.dropFirst().first {
case "parent": runAsParent(Array(CommandLine.arguments.dropFirst(2)))
case "broken": exit(2)
case "mute": while true { pause() }
default:
  let loop = try WorkerLoop()
  if CommandLine.arguments.contains("slow-start") { usleep(300_000) }
  loop.run(handle: carryOut)
}

// A worker that treats clips as orders: the last path component says what to do.
import Batch
import Foundation
import Glibc
import System

/// Executes "NUMBER-ORDER-ARGUMENT" and returns the answer's payloads.
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
    fflush(nil)
  case "garble":
    let noise = [UInt8](repeating: 99, count: 64)
    for descriptor in Int32(3)..<16 { _ = write(descriptor, noise, noise.count) }
    sleep(30)
  case "closed":
    // Standard input has been replaced: a clip named /dev/stdin must not consume jobs.
    var byte: UInt8 = 0
    return [read(STDIN_FILENO, &byte, 1) == 0 ? path.bytes : []]
  case "descriptors":
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return [Array("\(names.count)".utf8)]
  case "process": return [Array("\(getpid())".utf8)]
  case "mark":
    close(open(path.description, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
    while true { pause() }
  case "reserve":
    let memory = malloc(Int(argument))
    defer { free(memory) }
    return memory == nil ? [path.bytes] : []
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

/// Runs a pool over this program and prints each path's outcome, for tests that signal the parent or inspect its
/// descriptors and children. Exits with 128 + signal when interrupted.
func runAsParent(_ paths: [String]) throws -> Int32 {
  Interruption.catchSignals()
  var configuration = WorkerPool.Configuration(arguments: [Array("BatchTestWorker".utf8)], workerCount: 2)
  configuration.timeLimit.fixedSeconds = 1
  configuration.graceSeconds = 0
  if paths.contains("0-hang") { configuration.timeLimit.fixedSeconds = 300 }
  var rest = paths[...]
  let end = try WorkerPool(configuration).run(interruption: .process) {
    rest.popFirst().map { .clip(ClipPath($0)) } ?? .end
  } deliver: { path, outcome in
    print(path, outcome == .answered([path.bytes]) ? "answered" : "failed")
    fflush(nil)
    return .proceed
  }
  if case .interrupted(let signal) = end { return 128 + signal }
  return 0
}

/// Runs a pool and prints the descriptors and children it leaked.
func lookForLeaks(_ paths: [String]) throws -> Int32 {
  func descriptorCount() -> Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0 }
  _ = Interruption.process
  let before = descriptorCount()
  let status = try runAsParent(paths)
  print("descriptors", descriptorCount() - before)
  print("children", waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD ? 0 : 1)
  return status
}

// Crashes are intended here, so disable backtraces.
for number in [SIGABRT, SIGILL, SIGTRAP, SIGSEGV] { signal(number, SIG_DFL) }

switch CommandLine.arguments.dropFirst().first {
case "parent": exit(try runAsParent(Array(CommandLine.arguments.dropFirst(2))))
case "leaks": exit(try lookForLeaks(Array(CommandLine.arguments.dropFirst(2))))
case "broken": exit(2)
case "mute": while true { pause() }
default:
  let loop = try WorkerLoop()
  if CommandLine.arguments.contains("slow-start") { usleep(300_000) }
  loop.run(handle: carryOut)
}

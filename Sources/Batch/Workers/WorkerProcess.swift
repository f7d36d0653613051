import CProcess
import Glibc
import System

/// The parent's handle on a worker process.
final class WorkerProcess {
  /// The worker's state.
  enum State {
    /// Started, but has not sent `hello`.
    case starting
    case idle
    case working(RunningJob)
  }

  /// The job a worker is running. Times are in seconds of the monotonic clock.
  struct RunningJob {
    let identifier: UInt64
    let path: ClipPath
    var started: Double
    var limitSeconds: Double
  }

  let process: pid_t
  /// The start time, in seconds of the monotonic clock.
  var started: Double
  var state = State.starting
  /// The worker's standard output.
  let output: Int32
  var received = MessageBuffer()
  /// The payloads received so far for the current job.
  var payloads: [[UInt8]] = []
  private let input: Int32
  private var unsent: ArraySlice<UInt8> = []
  private var isClosed = false

  /// Starts `executable` (a path) with `arguments`, the first of which is `argv[0]`. Throws `BatchError.systemCall`.
  init(executable: String, arguments: [[UInt8]]) throws(BatchError) {
    let jobs = try Descriptor.makePipe()
    let answers: (reading: Int32, writing: Int32)
    do {
      answers = try Descriptor.makePipe()
    } catch {
      close(jobs.reading)
      close(jobs.writing)
      throw error
    }
    var words = arguments.map { strdup($0.map { CChar(bitPattern: $0) } + [0]) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let code = process_start(executable, &words, environ, [jobs.reading, answers.writing, -1], &process)
    close(jobs.reading)
    close(answers.writing)
    guard code == 0 else {
      close(jobs.writing)
      close(answers.reading)
      throw BatchError.systemCall("posix_spawn", code: code)
    }
    self.process = process
    started = monotonicSeconds()
    input = jobs.writing
    output = answers.reading
    Descriptor.makeNonBlocking(input)
    Descriptor.makeNonBlocking(output)
  }

  /// The descriptor to wait on before sending more, or nil if everything has been sent.
  var descriptorToSend: Int32? { unsent.isEmpty ? nil : input }

  /// Queues a message and sends as much as the pipe takes now.
  func send(_ message: WorkerMessage) {
    unsent += message.encoded
    sendMore()
  }

  /// Sends as much as the pipe takes now. A worker that stopped reading is detected by the end of its output.
  func sendMore() {
    guard !unsent.isEmpty else { return }
    guard let count = Descriptor.write(input, unsent) else {
      unsent = []
      return
    }
    unsent = unsent.dropFirst(count)
  }

  /// Closes the pipes. An idle worker then exits by itself.
  func closePipes() {
    if isClosed { return }
    isClosed = true
    unsent = []
    close(input)
    close(output)
  }

  /// Waits up to `seconds` for the process to end. Returns how it ended, or nil if it is still alive. Must not be
  /// called again after it has returned an end.
  func waitForEnd(seconds: Double) -> WorkerEnd? {
    let deadline = monotonicSeconds() + seconds
    while true {
      var status: Int32 = 0
      let result = waitpid(process, &status, WNOHANG)
      if result == process { return WorkerEnd(waitStatus: status) }
      if result < 0, errno != EINTR { return .killed(signal: SIGKILL) }
      if monotonicSeconds() >= deadline { return nil }
      usleep(1_000)
    }
  }
}

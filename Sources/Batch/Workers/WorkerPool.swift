import System

/// Processes clips in several processes of one program, so that a clip that crashes, hangs or exceeds its memory loses
/// only its own answer.
///
/// The parent sends each worker one clip at a time and delivers the answers in the order of the clips.
public struct WorkerPool: Sendable {
  /// How workers are started, and their limits.
  public struct Configuration: Sendable {
    /// The program's path. `/proc/self/exe` is the running program even if its file has been replaced.
    public var executable = "/proc/self/exe"
    /// The program's arguments as bytes without NUL. The first is the program's name (`argv[0]`).
    public var arguments: [[UInt8]]
    /// The maximum number of processes. There are never more than clips.
    public var workerCount: Int
    /// The time limit for a clip, from the duration that its worker announces.
    public var timeLimit: TimeLimit
    /// The time after that limit, in seconds, before a worker is killed. The worker checks the limit itself first.
    public var graceSeconds = 2.0
    /// The time, in seconds, in which a worker must become ready.
    public var startTimeoutSeconds = 60.0
    /// The limit of a worker's resident memory in bytes, without mapped files.
    public var memoryLimitBytes = 2 << 30
    /// The maximum number of clips taken from the source but not yet delivered.
    public var lookAhead = 1_000
    /// The size, in bytes, of undelivered answers at which no further clip is dispatched.
    public var heldBytesLimit = 256 << 20

    public init(arguments: [[UInt8]], workerCount: Int = Jobs.defaultCount, timeLimit: TimeLimit = TimeLimit()) {
      self.arguments = arguments
      self.workerCount = workerCount
      self.timeLimit = timeLimit
    }
  }

  /// The receiver's decision after an outcome.
  public enum Verdict: Sendable {
    case proceed
    /// Deliver nothing more.
    case stop
  }

  /// How a batch ended.
  public enum End: Equatable, Sendable {
    /// Every clip's outcome was delivered.
    case finished
    /// The receiver stopped the batch.
    case stopped
    /// All finished outcomes were delivered in order, without those of unfinished clips.
    case interrupted(signal: Int32)
  }

  public let configuration: Configuration

  public init(_ configuration: Configuration) {
    self.configuration = configuration
  }

  /// Processes the clips of `next` to the end and delivers their outcomes in order, each as soon as all earlier ones
  /// are delivered.
  ///
  /// `next` is called when a worker has room and must not block (`InputDiscovery.step` does not). The workers' time
  /// limits pause while `deliver` runs. SIGPIPE is ignored in this process from now on. When the call returns or
  /// throws, no worker is left. Call it on a thread that outlives the call: workers die with their thread.
  ///
  /// Throws `BatchError.workerCannotStart` if no worker becomes ready, `BatchError.systemCall` if none can be started,
  /// and whatever `next` and `deliver` throw.
  public func run(
    interruption: Interruption? = nil,
    next: () throws -> InputStep,
    deliver: (ClipPath, JobOutcome) throws -> Verdict
  ) throws -> End {
    let run = PoolRun(configuration, interruption)
    defer { run.endWorkers() }
    return try run.run(next: next, deliver: deliver)
  }
}

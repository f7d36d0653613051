import System

/// Works on clips in several processes of one program, so that a clip that crashes, hangs or outgrows its memory
/// costs its own answer and nothing else.
///
/// The parent hands out one clip at a time to each worker and alone gets the answers, in the order of the clips.
public struct WorkerPool: Sendable {
  /// How the workers are started and what they may use.
  public struct Configuration: Sendable {
    /// The program's path. `/proc/self/exe` is the running program, even when its file was replaced meanwhile.
    public var executable = "/proc/self/exe"
    /// The program's arguments, bytes without a zero; the first one is its name for itself.
    public var arguments: [[UInt8]]
    /// At most so many processes, and never more than there are clips.
    public var workerCount: Int
    /// How long a clip of the duration that the worker announces may take.
    public var timeLimit: TimeLimit
    /// What a worker may have beyond that before it is killed, in seconds: it looks at its time limit itself first.
    public var graceSeconds = 2.0
    /// What a worker may take to say that jobs may come, in seconds.
    public var startTimeoutSeconds = 60.0
    /// What a worker may keep resident in bytes, mapped files aside.
    public var memoryLimitBytes = 2 << 30
    /// At most so many clips are taken from the source before the first of them is delivered.
    public var lookAhead = 1_000
    /// No further clip is handed out while the answers that wait for their turn hold so many bytes.
    public var heldBytesLimit = 256 << 20

    public init(arguments: [[UInt8]], workerCount: Int = Jobs.defaultCount, timeLimit: TimeLimit = TimeLimit()) {
      self.arguments = arguments
      self.workerCount = workerCount
      self.timeLimit = timeLimit
    }
  }

  /// What the receiver of an outcome wants next.
  public enum Verdict: Sendable {
    case goOn
    /// Nothing more is delivered.
    case stop
  }

  /// How a batch ended.
  public enum End: Equatable, Sendable {
    /// Every clip's outcome was delivered.
    case finished
    /// The receiver wanted no more.
    case stopped
    /// All that was finished was delivered, in order, clips without an outcome left out.
    case interrupted(signal: Int32)
  }

  public let configuration: Configuration

  public init(_ configuration: Configuration) {
    self.configuration = configuration
  }

  /// Works on the clips of `next` until there are no more and delivers their outcomes in the same order, each as
  /// soon as all before it are there.
  ///
  /// `next` is asked when a worker has room and must not wait for input (`InputDiscovery.step` does not). While
  /// `deliver` takes its time, the workers' time limits stand still. SIGPIPE is ignored in this process from now on.
  /// When the call returns or throws, no worker is left. It must be made on a thread that lives as long: workers die
  /// with it.
  ///
  /// Throws `BatchError.workerCannotStart` when no worker comes as far as taking a job, `BatchError.systemCall` when
  /// none can be started, and what `next` and `deliver` throw.
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

import CProcess
import Glibc

/// A request to stop, made by SIGINT or SIGTERM after `catchSignals()`, or by `request(signal:)`.
///
/// Only the first request counts. A signal that arrives at least one second later ends the process at once, for a user
/// who presses Ctrl-C again.
public final class Interruption: @unchecked Sendable {
  // Unchecked: the pointer never changes, and what it points at is atomic.
  private let state: OpaquePointer
  private let ownsState: Bool

  /// The instance that signals reach.
  public static let process = Interruption(ownsState: false)

  /// Creates an instance that no signal reaches.
  public convenience init() {
    self.init(ownsState: true)
  }

  private init(ownsState: Bool) {
    guard let state = process_interruption_create() else {
      fatalError("cannot create a pipe: \(systemMessage(errno))")
    }
    self.state = state
    self.ownsState = ownsState
  }

  deinit {
    if ownsState { process_interruption_destroy(state) }
  }

  /// Makes SIGINT and SIGTERM request `Interruption.process` instead of ending the process. Catches them even if a
  /// shell ignored them, as it does for background jobs of a script. Call this on the main thread, before starting
  /// other threads.
  public static func catchSignals() {
    process_catch_signals(process.state)
  }

  /// The signal of the first request, or nil.
  public var signal: Int32? {
    let signal = process_interruption_signal(state)
    return signal == 0 ? nil : signal
  }

  public var isRequested: Bool { signal != nil }

  /// Requests a stop, as `signal` would.
  public func request(signal: Int32 = SIGINT) {
    process_interruption_request(state, signal)
  }

  /// Becomes readable, for poll(2), at the first request.
  var descriptor: Int32 { process_interruption_descriptor(state) }
}

import CProcess
import Glibc

/// A request to stop: made by SIGINT or SIGTERM once `catchSignals()` was called, or by `request(signal:)`.
///
/// The first request counts. A signal that comes a second or more after it ends the process at once, as for a user
/// who presses Ctrl-C again.
public final class Interruption: @unchecked Sendable {
  // Unchecked: the pointer never changes, and what it points at is atomic.
  private let state: OpaquePointer
  private let ownsState: Bool

  /// The one that signals reach.
  public static let process = Interruption(ownsState: false)

  /// One that no signal reaches.
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

  /// From now on SIGINT and SIGTERM are noted in `Interruption.process` instead of ending the process. They are
  /// caught even where a shell had them ignored, as it does for background jobs of a script. To be called on the
  /// main thread, before other threads are started.
  public static func catchSignals() {
    process_catch_signals(process.state)
  }

  /// The signal that asked to stop first; nil while none has.
  public var signal: Int32? {
    let signal = process_interruption_signal(state)
    return signal == 0 ? nil : signal
  }

  public var isRequested: Bool { signal != nil }

  /// Asks to stop, as `signal` would.
  public func request(signal: Int32 = SIGINT) {
    process_interruption_request(state, signal)
  }

  /// Readable from the first request on, for poll(2).
  var descriptor: Int32 { process_interruption_descriptor(state) }
}

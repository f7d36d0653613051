import System

/// The windows of a clip's first channel, kept in memory for training.
public struct PerceivedWindows {
  public let windows: [PerceivedWindow]
  /// One per window.
  public let qualities: [WindowQuality]

  /// Perceives a clip, without running the fusion.
  ///
  /// - Parameters:
  ///   - degradation: degrades the recording first.
  ///   - isInterrupted: polled regularly.
  ///
  /// Throws `ClipFailure` where an analysis would give an error record, and `CancellationError` if interrupted.
  public init(
    of path: ClipPath,
    networks: PerceptionNetworks,
    options: PerceptionOptions,
    degradation: (any ClipDegradation)? = nil,
    isInterrupted: @escaping () -> Bool = { false }
  ) throws {
    let perception = ClipPerception(
      networks: networks,
      options: options,
      degradation: degradation,
      isInterrupted: isInterrupted
    )
    let clip = try perception.perceive(path) { _ in Collector() }
    let channel = clip.channels[0]
    windows = channel.listener.windows
    let evidence = clip.evidence(windows.map(\.evidence), speech: channel.speech)
    if let failure = clip.failure(evidence, channel: nil) { throw failure }
    qualities = evidence.qualities
  }

  private struct Collector: WindowListener {
    var windows: [PerceivedWindow] = []

    mutating func receive(_ window: PerceivedWindow) {
      windows.append(window)
    }
  }
}

import System

/// The windows of a clip's first channel, all kept in memory, for whoever learns from them.
public struct KeptWindows {
  public let windows: [PerceivedWindow]
  /// One a window.
  public let qualities: [WindowQuality]

  /// Hears and sees a clip. No network hears or joins what was found.
  ///
  /// - Parameters:
  ///   - degradation: makes a worse recording of it first.
  ///   - isInterrupted: asked now and then.
  ///
  /// Throws `ClipFailure` where an analysis would give an error record, `CancellationError` when interrupted.
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
    let clip = try perception.follow(path) { Keeper() }
    let channel = clip.channels[0]
    windows = channel.listener.windows
    let evidence = clip.evidence(windows.map(\.evidence), speech: channel.speech)
    if let failure = clip.failure(evidence, channel: nil) { throw failure }
    qualities = evidence.qualities
  }

  private struct Keeper: WindowListener {
    var windows: [PerceivedWindow] = []

    mutating func take(_ window: PerceivedWindow) {
      windows.append(window)
    }
  }
}

import Voice

/// What was measured of a clip before the voice encoder heard it: as it is, and in a worse recording.
public struct MeasuredClip {
  public let windows: [MeasuredWindow]
  /// Empty for a clip of which no worse one was made.
  public let spoiled: [MeasuredWindow]

  /// The windows as they enter the fusion.
  public func heard(by encoder: VoiceEncoder) -> (windows: [WeighedWindow], spoiled: [WeighedWindow]) {
    (windows.map { $0.heard(by: encoder) }, spoiled.map { $0.heard(by: encoder) })
  }
}

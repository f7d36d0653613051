import CMedia

/// Converts a container's decoded video frames to upright RGB.
final class VideoTrack {
  private let container: Container
  private let handle: OpaquePointer
  private let longestSide: Int
  private var gate: FrameGate
  /// Nil for a still, and if every frame is decoded.
  private let forecast: FrameForecast?
  /// Size of the last converted frame before scaling, in pixels.
  private(set) var shownSize: (width: Int, height: Int)?

  init(container: Container, options: ReadingOptions, video: VideoOptions) throws(MediaError) {
    self.container = container
    let ofStill = container.facts.is_still ? video.longestSideOfStill : nil
    longestSide = max(0, ofStill ?? video.longestSide ?? 0)
    gate = FrameGate(options: options, frameRate: container.facts.video.frame_rate)
    forecast = container.facts.is_still || video.decodesAll ? nil : FrameForecast(gate: gate)
    var handle: OpaquePointer?
    let status = cmedia_image_new(&handle)
    guard let handle, status == CMEDIA_OK else { throw MediaError(status) }
    self.handle = handle
    if let forecast { cmedia_container_set_filter(container.handle, forecast.filter) }
  }

  deinit {
    cmedia_container_set_filter(container.handle, cmedia_frame_filter())
    cmedia_image_free(handle)
  }

  var isComplete: Bool { gate.isComplete }
  var endSeconds: Double? { gate.seenUntil }

  /// Returns the container's current frame, or `nil` if it is not wanted.
  func frame(_ frame: cmedia_frame) throws(MediaError) -> VideoFrame? {
    for skipped in forecast?.skippedFrames(before: frame.seconds) ?? [] { gate.pass(skipped) }
    guard let seconds = gate.admit(seconds: frame.seconds.ifFinite, duration: frame.duration) else { return nil }
    return try convert(seconds: seconds, number: gate.count)
  }

  /// Counts the frames after the last decoded one.
  func end() {
    for skipped in forecast?.skippedFrames(before: .infinity) ?? [] { gate.pass(skipped) }
  }

  /// Returns the container's current frame as the frame of a still.
  func still() throws(MediaError) -> VideoFrame {
    try convert(seconds: 0, number: 1)
  }

  private func convert(seconds: Double, number: Int) throws(MediaError) -> VideoFrame {
    var width: Int32 = 0
    var height: Int32 = 0
    var shownWidth: Int32 = 0
    var shownHeight: Int32 = 0
    let status = cmedia_image_convert(
      handle,
      container.handle,
      Int32(clamping: longestSide),
      &width,
      &height,
      &shownWidth,
      &shownHeight
    )
    try MediaError.check(status)
    shownSize = (Int(shownWidth), Int(shownHeight))
    var copied = CMEDIA_OK
    let size = Int(width) * Int(height) * 3
    let rgb = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      copied = cmedia_image_copy(handle, buffer.baseAddress, size)
      filled = copied == CMEDIA_OK ? size : 0
    }
    try MediaError.check(copied)
    return VideoFrame(width: Int(width), height: Int(height), rgb: rgb, seconds: seconds, number: number)
  }
}

import CMedia

/// An opened container. Owns the C handle.
final class Container {
  let handle: OpaquePointer
  let facts: cmedia_container_info
  /// Kept alive, because the container reads from it.
  private let input: ClipInput

  init(input: ClipInput, fileExtension: String, supervision: ReadingSupervision) throws(MediaError) {
    let isKnownName = MediaKind(fileExtension: fileExtension) != nil
    // Any other extension would not help probing.
    let isPlain =
      fileExtension.utf8.count <= 8 && fileExtension.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    var handle: OpaquePointer?
    var facts = cmedia_container_info()
    let status = cmedia_container_open(
      input.handle,
      isPlain ? fileExtension : "",
      supervision.deadline,
      &handle,
      &facts
    )
    if status == CMEDIA_UNKNOWN_FORMAT && isKnownName { throw .corrupt(.notMedia) }
    guard let handle, status == CMEDIA_OK else { throw MediaError(status) }
    self.input = input
    self.handle = handle
    self.facts = facts
  }

  deinit {
    cmedia_container_close(handle)
  }

  /// Opens the decoder for `kind`. Returns false if its codec has none or it does not open.
  func select(_ kind: cmedia_kind) throws(MediaError) -> Bool {
    let status = cmedia_container_select(handle, kind)
    if status == CMEDIA_NO_DECODER || status == CMEDIA_DAMAGED { return false }
    try MediaError.check(status)
    return true
  }

  /// Returns the next frame, `nil` at the end.
  func next() throws(MediaError) -> cmedia_frame? {
    var frame = cmedia_frame()
    let status = cmedia_container_next(handle, &frame)
    if status == CMEDIA_END { return nil }
    try MediaError.check(status)
    return frame
  }

  func counts(_ kind: cmedia_kind) -> cmedia_counts { cmedia_container_counts(handle, kind) }

  /// Why the image in it could not be decoded.
  var undecodableImage: MediaError {
    input.isAnimatedWebP ? .unsupported(.animatedWebP) : .corrupt(.damaged)
  }

  /// Whether there is no video. The first sound sample then defines the start of the clip.
  var isSoundOnly: Bool { facts.video_streams == 0 }
}

extension Double {
  var ifFinite: Double? { isFinite ? self : nil }
}

extension String {
  /// Creates a string from a fixed-size, zero-terminated C array.
  init<Tuple>(cArray: Tuple) {
    self = withUnsafeBytes(of: cArray) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

import CMedia

/// The opened container. Owns the C handle.
final class Container {
  let handle: OpaquePointer
  let facts: cmedia_container_info
  /// Kept open as long as the container, which reads through it.
  private let input: ClipInput

  init(input: ClipInput, fileExtension: String, supervision: ReadingSupervision) throws(MediaError) {
    let isKnownName = MediaKind(fileExtension: fileExtension) != nil
    // Anything else in a name would be no help to the probing.
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

  /// Opens the decoder for `kind`; false when there is none for its codec or it does not start.
  func select(_ kind: cmedia_kind) throws(MediaError) -> Bool {
    let status = cmedia_container_select(handle, kind)
    if status == CMEDIA_NO_DECODER || status == CMEDIA_DAMAGED { return false }
    try MediaError.check(status)
    return true
  }

  /// The next frame, `nil` at the end.
  func next() throws(MediaError) -> cmedia_frame? {
    var frame = cmedia_frame()
    let status = cmedia_container_next(handle, &frame)
    if status == CMEDIA_END { return nil }
    try MediaError.check(status)
    return frame
  }

  func counts(_ kind: cmedia_kind) -> cmedia_counts { cmedia_container_counts(handle, kind) }

  /// A single sound stream without frames: its first sample is the clip's beginning.
  var isSoundOnly: Bool { facts.video_streams == 0 }
}

extension Double {
  var ifFinite: Double? { isFinite ? self : nil }
}

extension String {
  /// The text of a fixed-size C array that ends in a zero.
  init<Tuple>(cArray: Tuple) {
    self = withUnsafeBytes(of: cArray) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

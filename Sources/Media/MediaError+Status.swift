import CMedia

extension MediaError {
  /// The one place where a failed C call becomes a Swift error.
  init(_ status: cmedia_status, systemError: Int32 = 0, codec: String = "") {
    self =
      switch status {
      case CMEDIA_NOT_FOUND: .notFound
      case CMEDIA_NOT_READABLE: .unreadable(.system(systemError))
      case CMEDIA_DIRECTORY: .unreadable(.directory)
      case CMEDIA_DEVICE: .unreadable(.device)
      case CMEDIA_NO_WRITER: .unreadable(.noWriter)
      case CMEDIA_EMPTY: .corrupt(.empty)
      case CMEDIA_NO_SPOOL: .unreadable(.noTemporaryFile(systemError))
      case CMEDIA_SPOOL_FULL: .tooLarge(.pipe)
      case CMEDIA_UNKNOWN_FORMAT: .unsupported(.unknownFormat)
      case CMEDIA_REFUSED_FORMAT: .unsupported(.refusedFormat)
      case CMEDIA_DAMAGED: .corrupt(.damaged)
      case CMEDIA_NO_STREAMS: .noStreams
      case CMEDIA_NO_DECODER: .unsupported(.codec(codec))
      case CMEDIA_TOO_MANY_CHANNELS: .unsupported(.channels(limit: Int(CMEDIA_MAX_CHANNELS)))
      case CMEDIA_TOO_MANY_PIXELS: .tooLarge(.picture(megapixelLimit: Int(CMEDIA_MAX_PIXELS / 1_000_000)))
      case CMEDIA_TIMEOUT: .timeout
      case CMEDIA_INTERRUPTED: .interrupted
      case CMEDIA_NO_MEMORY: .internal(.outOfMemory)
      default: .internal(.conversion)
      }
  }

  /// Throws unless `status` is OK.
  static func check(_ status: cmedia_status, codec: String = "") throws(MediaError) {
    if status != CMEDIA_OK { throw MediaError(status, codec: codec) }
  }
}

extension String {
  /// The text of a fixed-size C array that ends in a zero.
  init<Tuple>(cArray: Tuple) {
    self = withUnsafeBytes(of: cArray) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

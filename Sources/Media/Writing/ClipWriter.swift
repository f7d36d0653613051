import CMedia
import Foundation
import System

/// Writes a short MP4 clip: H.264 video, or MPEG-4 where FFmpeg has no x264, and one channel of AAC.
///
/// A writer may be used by one thread. The file can be read after `finish`.
public final class ClipWriter {
  private let handle: OpaquePointer
  private let path: ClipPath

  /// Creates the file and encodes all of its sound.
  ///
  /// - Parameters:
  ///   - width: in pixels, even, as `height`.
  ///   - frameRate: frames per second.
  ///   - sound: −1 to 1, at `soundRate` Hz.
  public init(path: ClipPath, width: Int, height: Int, frameRate: Int, sound: [Float], soundRate: Int)
    throws(ClipWriterError)
  {
    var handle: OpaquePointer?
    var systemError: Int32 = 0
    let status = path.withCString {
      cmedia_writer_open(
        $0,
        Int32(width),
        Int32(height),
        Int32(frameRate),
        Int32(soundRate),
        &handle,
        &systemError
      )
    }
    guard let handle, status == CMEDIA_OK else {
      throw ClipWriterError(status, path: path, systemError: systemError)
    }
    (self.handle, self.path) = (handle, path)
    try check(cmedia_writer_add_sound(handle, sound, sound.count))
  }

  deinit {
    cmedia_writer_free(handle)
  }

  /// Encodes the next frame: luma (height, width), then blue and red chroma, each (height / 2, width / 2), limited range.
  public func append(_ planes: [UInt8]) throws(ClipWriterError) {
    try check(cmedia_writer_add_frame(handle, planes, planes.count))
  }

  /// Completes the file. Nothing may be appended afterwards.
  public func finish() throws(ClipWriterError) {
    try check(cmedia_writer_finish(handle))
  }

  private func check(_ status: cmedia_status) throws(ClipWriterError) {
    if status != CMEDIA_OK { throw ClipWriterError(status, path: path, systemError: 0) }
  }
}

/// Why a clip cannot be written.
public enum ClipWriterError: Error, Equatable, CustomStringConvertible {
  /// FFmpeg was built without an encoder or the MP4 muxer.
  case noEncoder
  /// The file cannot be created; with the errno.
  case cannotOpen(ClipPath, errno: Int32)
  /// A frame cannot be encoded or written, because the disk is full, for example.
  case cannotWrite(ClipPath)

  init(_ status: cmedia_status, path: ClipPath, systemError: Int32) {
    self =
      switch status {
      case CMEDIA_NO_ENCODER: .noEncoder
      case CMEDIA_NOT_WRITABLE: .cannotOpen(path, errno: systemError)
      default: .cannotWrite(path)
      }
  }

  public var description: String {
    switch self {
    case .noEncoder: "the installed FFmpeg cannot encode a clip"
    case .cannotOpen(let path, let number): "cannot write \(path): \(String(cString: strerror(number)).lowercased())"
    case .cannotWrite(let path): "cannot write \(path); is the disk full?"
    }
  }
}

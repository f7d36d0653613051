import Foundation
import Media

/// Reads a clip's events ahead of their use, on a team's helpers; without helpers, when they are asked for.
final class ReadAhead: @unchecked Sendable {
  // Unchecked: the lock guards everything that changes, and only one thread at a time uses the reader.

  /// Events that are read ahead, about two thirds of a second of video and its sound. Frames have up to 1.2 MB.
  private static let capacity = 8

  private let reader: ClipReader
  private let team: ThreadTeam
  private let lock = NSLock()
  private var events: [MediaEvent] = []
  private var isReading = false
  private var end: End?
  private var spentSeconds = 0.0

  private enum End {
    case complete
    case failed(MediaError)
  }

  init(_ reader: ClipReader, team: ThreadTeam) {
    self.reader = reader
    self.team = team
  }

  /// Returns the next event, nil at the end. Throws `MediaError` where the reader did.
  func next() throws(MediaError) -> MediaEvent? {
    guard team.hasHelpers else {
      read()
      return try take()
    }
    readSoon()
    team.help { lock.withLock { !events.isEmpty || end != nil } }
    let event = try take()
    readSoon()
    return event
  }

  /// Time spent reading so far, on whichever thread. Seconds.
  var readingSeconds: Double { lock.withLock { spentSeconds } }

  private func take() throws(MediaError) -> MediaEvent? {
    lock.lock()
    defer { lock.unlock() }
    if !events.isEmpty { return events.removeFirst() }
    if case .failed(let error) = end { throw error }
    return nil
  }

  /// Has an event read unless enough are waiting.
  private func readSoon() {
    let isDue = lock.withLock {
      guard !isReading, end == nil, events.count < Self.capacity else { return false }
      isReading = true
      return true
    }
    guard isDue else { return }
    team.submit(isUrgent: true) { [self] in
      read()
      lock.withLock { isReading = false }
      readSoon()
    }
  }

  private func read() {
    let start = ContinuousClock.now
    let result = Result { () throws(MediaError) in try reader.next() }
    lock.withLock {
      spentSeconds += start.secondsUntilNow
      switch result {
      case .success(let event?): events.append(event)
      case .success(nil): end = .complete
      case .failure(let error): end = .failed(error)
      }
    }
  }
}

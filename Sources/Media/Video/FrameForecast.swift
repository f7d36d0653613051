import CMedia

/// Foresees from the times of the packets which frames `FrameGate` will deliver, so that the decoder can leave out frames
/// that nobody looks at and no other frame refers to.
///
/// Packets come in order of decoding, frames in order of presentation. A packet's decoding time bounds the frames that
/// are still to come: up to it, all frames are known, and a second gate decides as the first one will. A frame beyond it
/// is left out only if it comes too soon after one that is certain to be delivered.
///
/// Where the frames that come out are not those foreseen, as in damaged video or with two packets a frame, everything is
/// decoded from then on. A class, because the decoder keeps a pointer to it.
final class FrameForecast {
  private enum State {
    /// Until the first frame: packets before it cannot be decoded.
    case waiting
    case active
    /// Everything is decoded.
    case off
  }

  private struct Packet {
    let seconds: Double
    let duration: Double
    var isWanted = true
  }

  private var state = State.waiting
  /// After all foreseen frames.
  private var gate: FrameGate
  /// The packets whose frames have not come out yet, in order of time.
  private var packets: [Packet] = []
  /// The first ones of them that have passed the gate.
  private var foreseenCount = 0
  private var latest = -Double.infinity

  /// - Parameter gate: the gate before the first frame.
  init(gate: FrameGate) {
    self.gate = gate
  }

  /// For the container, valid while this object lives.
  var filter: cmedia_frame_filter {
    cmedia_frame_filter(
      is_wanted: { context, packet in
        Unmanaged<FrameForecast>.fromOpaque(context!).takeUnretainedValue().isWanted(
          seconds: packet.seconds,
          duration: packet.duration,
          knownUntil: packet.known_until
        )
      },
      context: Unmanaged.passUnretained(self).toOpaque()
    )
  }

  /// Whether the frame of the next packet to decode may be delivered. All times are on the clip's clock, in seconds.
  ///
  /// - Parameters:
  ///   - seconds: time of its frame; NaN if unknown.
  ///   - duration: its duration; 0 if unknown.
  ///   - knownUntil: the frames of later packets come after this time; NaN if unknown.
  func isWanted(seconds: Double, duration: Double, knownUntil: Double) -> Bool {
    if state == .off { return true }
    let index = packets.firstIndex { $0.seconds >= seconds } ?? packets.count
    let isRepeated = index < packets.count && packets[index].seconds == seconds
    guard seconds.isFinite, seconds > latest, index >= foreseenCount, !isRepeated else {
      turnOff()
      return true
    }
    packets.insert(Packet(seconds: seconds, duration: duration), at: index)
    guard state == .active else { return true }
    var isWanted = true
    while foreseenCount < packets.count, packets[foreseenCount].seconds <= knownUntil {
      let packet = packets[foreseenCount]
      let isDelivered = gate.admit(seconds: packet.seconds, duration: packet.duration) != nil
      if foreseenCount == index { isWanted = isDelivered }
      foreseenCount += 1
    }
    if foreseenCount <= index { isWanted = gate.mayDeliver(seconds) }
    packets[index].isWanted = isWanted
    return isWanted
  }

  /// Returns the frames left out before the frame that the decoder returned, in order of time.
  ///
  /// - Parameter seconds: the frame's time; NaN if unknown, infinite at the end.
  func skippedFrames(before seconds: Double) -> [SkippedFrame] {
    // Where the clock restarted, all earlier frames have come out.
    let limit = seconds < latest ? .infinity : seconds
    latest = seconds
    let count = packets.firstIndex { $0.seconds >= limit } ?? (limit.isNaN ? 0 : packets.count)
    let passed = packets.prefix(count)
    packets.removeFirst(count)
    foreseenCount = max(0, foreseenCount - count)
    let isForeseen = packets.first?.seconds == seconds
    if isForeseen {
      packets.removeFirst()
      foreseenCount = max(0, foreseenCount - 1)
    }
    if state == .waiting {
      state = .active
      if isForeseen { _ = gate.admit(seconds: seconds, duration: 0) }
    } else if !isForeseen || passed.contains(where: \.isWanted) {
      turnOff()
    }
    return passed.filter { !$0.isWanted }.map { SkippedFrame(seconds: $0.seconds, duration: $0.duration) }
  }

  /// Keeps only the frames already left out.
  private func turnOff() {
    state = .off
    packets.removeAll(where: \.isWanted)
    foreseenCount = 0
  }
}

/// The latest samples of a stream under their places in the sound, with zeros before it.
///
/// Memory is that of the samples not yet dropped, not of the sound.
final class SampleHistory {
  /// One past the last sample.
  private(set) var end = 0
  /// The first sample still there; negative where it is one of the zeros before the sound.
  private(set) var start: Int
  private var capacity: Int
  private var memory: UnsafeMutablePointer<Float>
  /// Where in memory `start` stands.
  private var offset = 0

  init(leadingZeros: Int) {
    start = -leadingZeros
    capacity = max(1 << 14, 2 * leadingZeros)
    memory = .allocate(capacity: capacity)
    memory.initialize(repeating: 0, count: capacity)
  }

  deinit {
    memory.deallocate()
  }

  /// Where a sample stands in memory, valid until the next change; its neighbours stand beside it.
  func pointer(at place: Int) -> UnsafeMutablePointer<Float> {
    precondition(place >= start && place <= end, "sample \(place) is not among \(start)..<\(end)")
    return memory + (offset + place - start)
  }

  func append(_ samples: UnsafeBufferPointer<Float>) {
    makeRoom(samples.count)
    if let base = samples.baseAddress { pointer(at: end).update(from: base, count: samples.count) }
    end += samples.count
  }

  func append(_ sample: Float) {
    makeRoom(1)
    pointer(at: end).pointee = sample
    end += 1
  }

  func appendZeros(_ count: Int) {
    makeRoom(count)
    pointer(at: end).update(repeating: 0, count: count)
    end += count
  }

  /// Forgets the samples before that place.
  func drop(before place: Int) {
    let kept = min(max(place, start), end)
    offset += kept - start
    start = kept
  }

  private func makeRoom(_ count: Int) {
    let kept = end - start
    guard offset + kept + count > capacity else { return }
    if 2 * (kept + count) <= capacity {
      memory.update(from: memory + offset, count: kept)
    } else {
      capacity = 4 * (kept + count)
      let larger = UnsafeMutablePointer<Float>.allocate(capacity: capacity)
      larger.initialize(repeating: 0, count: capacity)
      larger.update(from: memory + offset, count: kept)
      memory.deallocate()
      memory = larger
    }
    offset = 0
  }
}

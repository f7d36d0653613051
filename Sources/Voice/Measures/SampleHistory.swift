/// The latest samples of a stream, indexed by their position in the sound, with zeros before its start.
///
/// Memory grows with the samples kept, not with the sound.
final class SampleHistory {
  /// One past the last sample.
  private(set) var end = 0
  /// The first sample kept; negative within the zeros before the sound.
  private(set) var start: Int
  private var capacity: Int
  private var memory: UnsafeMutablePointer<Float>
  /// Offset of `start` in memory.
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

  /// Pointer to a sample and its neighbours, valid until the next change.
  func pointer(at index: Int) -> UnsafeMutablePointer<Float> {
    precondition(index >= start && index <= end, "sample \(index) is not among \(start)..<\(end)")
    return memory + (offset + index - start)
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

  /// Drops the samples before `index`.
  func drop(before index: Int) {
    let kept = min(max(index, start), end)
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

import Glibc

/// The processor time of this process, which other programs do not lengthen.
public enum ProcessorTime {
  /// Seconds so far, of all threads together.
  public static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}

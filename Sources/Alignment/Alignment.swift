/// How the movement of a face lies to a voice in time: the lag first, then dynamic time warping about it.
public struct Alignment: Equatable, Sendable {
  /// How far the warping may depart from the lag, to either side.
  public static let radiusSeconds = 0.25

  /// How much later the sound comes than the movement; negative when it comes first.
  public let lagSeconds: Double
  /// How well the signals go together at that lag, −1…1; 0 where one is flat.
  public let correlation: Double
  /// The mean over the path's pairs of the squared distance of the standardised values; 0 is perfect.
  public let cost: Double
  /// Which movement frames took part: the trusted ones, ascending.
  public let frames: [Int]
  /// For each voice moment the frames it is paired with, as positions in `frames`; never empty.
  public let ranges: [Range<Int>]
  /// For each movement frame its instant on the voice's clock in seconds: the mean time of the moments it is paired
  /// with, or nil where it is not trusted.
  public let instants: [Double?]
}

extension Alignment {
  /// Aligns a voice (T moments) with a movement (N frames) of as many columns.
  ///
  /// Only frames that are `trusted` (N), by default all, take part. Both signals are standardised by column. Ends are
  /// fixed: the first moments and frames are paired, and the last, so that what lies outside the other stream's time
  /// is pressed onto its end. Throws when nothing is left on one side or when values are not finite.
  public static func align(
    voice: TimedSignal,
    movement: TimedSignal,
    trusted: [Bool]? = nil
  ) throws(AlignmentError) -> Alignment {
    precondition(trusted.map { $0.count == movement.times.count } ?? true, "as many flags as frames are needed")
    let frames = movement.times.indices.filter { trusted?[$0] ?? true }
    guard !frames.isEmpty, !voice.times.isEmpty else { throw .empty }
    let heard = voice.standardised()
    let seen = movement.selecting(frames).standardised()
    let lag = LagSearch.find(standardisedVoice: heard, movement: seen)
    let band = WarpBand(
      voiceTimes: heard.times,
      movementTimes: seen.times,
      lagSeconds: lag.seconds,
      radiusSeconds: radiusSeconds
    )
    let path = try DynamicTimeWarping.path(heard.values.view, seen.values.view, band: band)
    return Alignment(
      lagSeconds: lag.seconds,
      correlation: lag.correlation,
      cost: Double(path.cost) / Double(path.cells.count),
      frames: frames,
      ranges: path.columnsOfRows,
      instants: instants(of: frames, count: movement.times.count, path: path, voiceTimes: voice.times)
    )
  }

  private static func instants(of frames: [Int], count: Int, path: WarpingPath, voiceTimes: [Double]) -> [Double?] {
    var sums = [Double](repeating: 0, count: frames.count)
    var moments = [Double](repeating: 0, count: frames.count)
    for cell in path.cells {
      sums[cell.column] += voiceTimes[cell.row]
      moments[cell.column] += 1
    }
    var instants = [Double?](repeating: nil, count: count)
    for (position, frame) in frames.enumerated() { instants[frame] = sums[position] / moments[position] }
    return instants
  }
}

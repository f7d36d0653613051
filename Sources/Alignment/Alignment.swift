/// Temporal alignment of face movement to voice: the lag, then dynamic time warping in a band around it.
public struct Alignment: Equatable, Sendable {
  /// Maximum departure of the warping from the lag, to either side.
  public static let radiusSeconds = 0.25

  /// How much later the sound is than the movement; negative if it is earlier.
  public let lagSeconds: Double
  /// Correlation of the signals at that lag, −1…1; 0 if one is flat.
  public let correlation: Double
  /// Mean squared distance of the standardised values over the path's pairs; 0 is perfect.
  public let cost: Double
  /// For each voice moment, the movement samples paired with it; never empty.
  public let ranges: [Range<Int>]
  /// For each movement sample, its time on the voice's clock in seconds: the mean time of the moments paired with it.
  public let instants: [Double]
}

extension Alignment {
  /// Aligns a voice (T moments) with a movement (N samples) of the same number of columns.
  ///
  /// Both signals are standardised by column. Ends are fixed: the first moment and sample are paired, and the last, so
  /// that anything outside the other stream's time is compressed onto its end. Throws if either signal is empty or has
  /// values that are not finite.
  public static func align(voice: TimedSignal, movement: TimedSignal) throws(AlignmentError) -> Alignment {
    guard !movement.times.isEmpty, !voice.times.isEmpty else { throw .empty }
    let standardVoice = voice.standardised()
    let standardMovement = movement.standardised()
    let lag = LagSearch.find(standardisedVoice: standardVoice, movement: standardMovement)
    let band = WarpBand(
      voiceTimes: standardVoice.times,
      movementTimes: standardMovement.times,
      lagSeconds: lag.seconds,
      radiusSeconds: radiusSeconds
    )
    let path = try DynamicTimeWarping.path(standardVoice.values.view, standardMovement.values.view, band: band)
    return Alignment(
      lagSeconds: lag.seconds,
      correlation: lag.correlation,
      cost: Double(path.cost) / Double(path.cells.count),
      ranges: path.columnsOfRows,
      instants: instants(of: path, samples: movement.times.count, voiceTimes: voice.times)
    )
  }

  private static func instants(of path: WarpingPath, samples: Int, voiceTimes: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: samples)
    var moments = [Double](repeating: 0, count: samples)
    for cell in path.cells {
      sums[cell.column] += voiceTimes[cell.row]
      moments[cell.column] += 1
    }
    return zip(sums, moments).map { $0 / $1 }
  }
}

/// Why two streams cannot be aligned.
public enum AlignmentError: Error, Equatable, CustomStringConvertible {
  /// A stream has no moments.
  case empty
  /// Values are infinite, NaN, or too large to be squared and added.
  case notFinite
  /// No monotone path through the band reaches this row, or a range lies outside the columns.
  case brokenBand(row: Int)

  public var description: String {
    switch self {
    case .empty: "there is nothing to align: a stream has no moment"
    case .notFinite: "the streams' values are not finite: leave out the moments that could not be measured"
    case .brokenBand(let row): "no path through the band reaches row \(row): give it columns that follow the row before"
    }
  }
}

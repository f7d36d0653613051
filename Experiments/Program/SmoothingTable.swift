import Face
import Foundation
import SmoothingTrial

/// The smoother and the 1€ filter side by side, tuned until one of their figures is equal.
struct SmoothingTable {
  private typealias Figures = SmoothingTrial.Figures

  static let unfiltered: SmoothingTrial.Filter = { { landmarks, _ in landmarks } }
  static let shipped = smoother(threshold: LandmarkSmoother.defaultThreshold)
  private static let lags = [0.5, 1, 2, 5, 10, 20, 40]

  private let trial: SmoothingTrial
  /// The smoother's figures, from low to high thresholds.
  private let own: [Figures]
  /// The 1€ filter's figures for each cut-off at rest, from high to low betas.
  private let euro: [[Figures]]

  init(trial: SmoothingTrial) {
    self.trial = trial
    own = stride(from: -1.0, through: 16, by: 1).map { trial.figures(of: Self.smoother(threshold: pow(2, $0))) }
    euro = [0.01, 0.03, 0.1, 0.3, 1, 2, 4].map { cutoff in
      stride(from: 3.0, through: -12, by: -0.5).map { exponent in
        trial.figures {
          var filter = OneEuroFilter(minCutoff: cutoff, beta: pow(2, exponent))
          return { filter($0, at: $1) }
        }
      }
    }
  }

  /// Prints the table without lags, for a face that moves too little to measure them.
  func showBriefly() {
    let shipped = showBoth()
    show("1€, same error", leastJitter { Self.tuned($0, until: \.error, is: shipped.error) })
    show("1€, as many blinks", leastJitter { Self.tuned($0, until: \.blinks, is: shipped.blinks) })
  }

  func show() {
    let shipped = showBoth()
    for (name, key) in [("lag", \Figures.lag), ("error", \.error)] {
      show("1€, same \(name)", leastJitter { Self.tuned($0, until: key, is: shipped[keyPath: key]) })
    }
    let sameJitter = euro.compactMap { Self.tuned($0, until: \.jitter, is: shipped.jitter) }
    show("1€, same jitter", sameJitter.min { $0.error < $1.error })
    for lag in Self.lags {
      show("smoother at \(lag) ms", Self.tuned(own, until: \.lag, is: lag))
      show("1€ at \(lag) ms", leastJitter { Self.tuned($0, until: \.lag, is: lag) })
    }
  }

  /// Prints the figures of the readings as they are and smoothed, and returns the latter.
  private func showBoth() -> Figures {
    print("                          lag ms  jitter %  error %  blinks kept  mouth kept")
    let shipped = trial.figures(of: Self.shipped)
    show("as read", trial.figures(of: Self.unfiltered))
    show("as shipped", shipped)
    return shipped
  }

  private static func smoother(threshold: Double) -> SmoothingTrial.Filter {
    {
      var smoother = LandmarkSmoother(threshold: threshold)
      return { smoother($0, at: $1) }
    }
  }

  /// Returns the 1€ filter's figures with the least jitter.
  private func leastJitter(_ tuned: ([Figures]) -> Figures?) -> Figures? {
    euro.compactMap(tuned).min { $0.jitter < $1.jitter }
  }

  /// Returns the figures at which one of them has this value, interpolated linearly between two tunings; nil if it
  /// never does.
  private static func tuned(_ tunings: [Figures], until key: KeyPath<Figures, Double>, is value: Double) -> Figures? {
    for (a, b) in zip(tunings, tunings.dropFirst()) {
      let (low, high) = (a[keyPath: key], b[keyPath: key])
      guard min(low, high) <= value, value <= max(low, high), low != high else { continue }
      let share = (value - low) / (high - low)
      func mixed(_ key: KeyPath<Figures, Double>) -> Double {
        a[keyPath: key] + share * (b[keyPath: key] - a[keyPath: key])
      }
      return Figures(
        lag: mixed(\.lag),
        jitter: mixed(\.jitter),
        error: mixed(\.error),
        blinks: mixed(\.blinks),
        mouth: mixed(\.mouth)
      )
    }
    return nil
  }

  private func show(_ name: String, _ figures: Figures?) {
    let columns = figures.map {
      [decimal($0.lag, 1), decimal($0.jitter, 3), decimal($0.error, 2), decimal($0.blinks, 2), decimal($0.mouth, 2)]
    }
    let values = (columns ?? ["never"]).map { String(repeating: " ", count: max(0, 9 - $0.count)) + $0 }
    print("  " + name.padding(toLength: 22, withPad: " ", startingAt: 0) + values.joined())
  }
}

func decimal(_ value: Double, _ places: Int) -> String {
  value.isNaN ? "–" : String(format: "%.\(places)f", value)
}

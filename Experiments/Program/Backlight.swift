import Face
import Foundation
import Learning
import Perception
import SmoothingTrial

/// Prints how many action unit events survive bad light: as read, denoised by GRU-D, and filtered by the 1€ filter.
///
/// An event is a calibrated unit of at least 1 for at least 100 ms in the clean video; it survives if the degraded
/// video has an overlapping event of the same unit. The threshold on the degraded video is shifted until neutral clips
/// show as many events as in the clean video, then until they show them for as long.
func printBacklight(clips: [String]) throws {
  let perception = try PerceptionNetworks()
  let networks = perception.face
  let readings = try clips.enumerated().map { index, path in
    // The flicker has a different phase in every clip.
    let light = BacklightSimulation(phase: 2.4 * Double(index))
    return try BacklightReading(clip: path, networks: networks, light: light)
  }
  func tracks(
    _ method: (BacklightReading.Track) -> [ActionUnits?],
    of video: KeyPath<BacklightReading, BacklightReading.Track>
  ) -> [UnitTrack] {
    readings.map { reading in
      let track = reading[keyPath: video]
      return UnitTrack(seconds: track.map(\.seconds), readings: method(track), population: networks.actionUnits.neutral)
    }
  }
  let denoise = { denoised($0, by: perception.denoising, reference: networks.actionUnits.reference) }
  let trial = SurvivalTrial(clean: tracks(asRead, of: \.clean), emotions: readings.map(\.emotion))
  print(trial.summary)
  let methods = [
    ("as read", tracks(asRead, of: \.degraded)), ("GRU-D denoiser", tracks(denoise, of: \.degraded)),
    ("GRU-D denoiser, clean video", tracks(denoise, of: \.clean)),
  ]
  let filters = [0.3, 0.5, 1, 2, 3, 5].flatMap { cutoff in
    [0, 0.1, 0.3, 1, 3].map { beta in
      let filter = { euro($0, minCutoff: cutoff, beta: beta) }
      return ("1€ filter, \(cutoff) Hz, beta \(beta)", tracks(filter, of: \.degraded))
    }
  }
  for equal in SurvivalTrial.FalseAlarms.allCases {
    print(equal.rawValue)
    for (name, tracks) in methods { show(name, trial.survival(in: tracks, at: equal)) }
    // The best setting on these very clips.
    let results = filters.map { ($0.0, trial.survival(in: $0.1, at: equal)) }
    if let (name, best) = results.max(by: { $0.1.share < $1.1.share }) { show(name, best) }
  }
}

private func show(_ name: String, _ survival: SurvivalTrial.Survival) {
  print(
    String(
      format: "  %@: %d of %d survive (%.1f %%), threshold %.2f, %.3f false",
      name,
      survival.count,
      survival.total,
      100 * survival.share,
      survival.threshold,
      survival.falseAlarms
    )
  )
}

private func asRead(_ track: BacklightReading.Track) -> [ActionUnits?] {
  track.map { $0.reading?.units }
}

private func denoised(
  _ track: BacklightReading.Track,
  by network: DenoisingNetwork,
  reference: ReferenceFace
) -> [ActionUnits?] {
  let denoiser = GRUDDenoiser(network, reference: reference)
  return track.map { denoiser.units(of: $0.reading, at: $0.seconds) }
}

private func euro(_ track: BacklightReading.Track, minCutoff: Double, beta: Double) -> [ActionUnits?] {
  var filter = OneEuroValues(minCutoff: minCutoff, beta: beta)
  return track.map { frame in
    frame.reading.map {
      let values = filter($0.units.values.map(Double.init), at: frame.seconds)
      return ActionUnits(values: values.map { Float($0) })
    }
  }
}

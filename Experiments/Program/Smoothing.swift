import Foundation
import Perception
import SmoothingTrial

/// Compares the smoother with the 1€ filter at equal lag and at equal error, and prints a table each for the landmark
/// network's own noise and for synthetic noise.
///
/// - Parameters:
///   - tracks: a folder of CSV files with 136 numbers per row, x and y of 68 landmarks, at 25 frames per second.
///   - images: with one face each.
func compareSmoothing(tracks folder: String, images: [String]) throws {
  let names = try FileManager.default.contentsOfDirectory(atPath: folder)
  let truths = try names.filter { $0.hasSuffix(".csv") && $0 != "labels.csv" }.sorted().map {
    try LandmarkTrack(path: "\(folder)/\($0)", framesPerSecond: 25)
  }
  let networks = try PerceptionNetworks().face
  let readings = try images.map {
    let face = try StillFace(path: $0, networks: networks)
    return LandmarkTrack(face.readings(seconds: 30, seed: 1), framesPerSecond: StillFace.framesPerSecond)
  }
  let stills = readings.map {
    LandmarkTrack(points: Array($0.points.prefix(stillFrames)), framesPerSecond: $0.framesPerSecond)
  }
  for (image, still) in zip(images, stills) {
    let trial = SmoothingTrial(truths: [], noises: [], stills: [still])
    let (raw, smooth) = (
      trial.figures(of: SmoothingTable.unfiltered).jitter, trial.figures(of: SmoothingTable.shipped).jitter
    )
    print("\(image): jitter \(decimal(raw, 3)) % as read, \(decimal(smooth, 3)) % smoothed")
  }
  let networkNoises = noises(like: truths, of: readings)
  print("\nnoise of the landmark network")
  SmoothingTable(trial: SmoothingTrial(truths: truths, noises: networkNoises, stills: stills)).show()

  print("\nnoise of the landmark network, movements at a third of their speed")
  let slow = truths.map { LandmarkTrack(points: Array($0.slowed(3).points.prefix($0.count)), framesPerSecond: 25) }
  SmoothingTable(trial: SmoothingTrial(truths: slow, noises: networkNoises, stills: stills)).show()

  print("\nwhite noise of 0.6 %, partly common to all points")
  var noise = SeededNoise(seed: 2)
  let white = truths.map { CommonNoise.frames($0.count, shape: $0.mean, from: &noise) }
  let whiteStills = stills.map { still in
    let (mean, offsets) = (still.mean, CommonNoise.frames(still.count, shape: still.mean, from: &noise))
    return LandmarkTrack(points: still.points.map { _ in mean }, framesPerSecond: still.framesPerSecond)
      .adding(offsets)
  }
  SmoothingTable(trial: SmoothingTrial(truths: truths, noises: white, stills: whiteStills)).show()

  print(
    "\nblinks and short movements of the lower lip on a still face, noise of the landmark network, then white noise"
  )
  let blinking = stills.map { BlinkingFace.track(of: $0.mean, frames: $0.count, framesPerSecond: $0.framesPerSecond) }
  for noisy in [stills, whiteStills] {
    SmoothingTable(trial: SmoothingTrial(truths: blinking, noises: noisy.map(\.residuals), stills: noisy)).showBriefly()
  }

  let reading = stills[0]
  let time = ContinuousClock().measure { for _ in 0..<20 { _ = reading.filtered(SmoothingTable.shipped()) } }
  let seconds = time / .seconds(20)
  print("\n\(decimal(seconds / Double(reading.count) * 1e6, 1)) µs a frame")
}

/// Five seconds.
private let stillFrames = 150

/// The readings after the still frames minus their mean, starting at a different frame for each clip.
private func noises(like truths: [LandmarkTrack], of readings: [LandmarkTrack]) -> [[[SIMD2<Double>]]] {
  let residuals = readings.map { $0.residuals.dropFirst(stillFrames) }
  return truths.indices.map { index in
    let excerpt = residuals[index % residuals.count].dropFirst(index * 5 % 200)
    precondition(excerpt.count >= truths[index].count, "the readings are shorter than a clip")
    return Array(excerpt)
  }
}

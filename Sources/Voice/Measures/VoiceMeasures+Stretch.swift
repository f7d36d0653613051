extension VoiceMeasures {
  private static let leastTremor = (f0: 0.007, amplitude: 0.01)
  /// Jitter and shimmer of a frame are those of the periods this near, in samples.
  private static let perturbationReach = 0.075 * Double(LogMel.sampleRate)

  /// Measures what needs a whole voiced stretch.
  func endStretch(before end: Int) {
    let contour = PitchContour(firstFrame: end - stretch.count, values: stretch)
    measurePerturbation(contour)
    measureTremor(contour.firstFrame)
    stretch.removeAll(keepingCapacity: true)
    amplitudes.removeAll(keepingCapacity: true)
  }

  private func measurePerturbation(_ contour: PitchContour) {
    periodMarks.find(contour, in: analysis.sound, loudest: Double(loudest), isContinued: isContinued)
    perturbation.beginStretch()
    for mark in periodMarks.marks { perturbation.add(mark, in: analysis.sound) }
    for frame in contour.firstFrame..<contour.firstFrame + contour.values.count {
      let centre = Double(frame * LogMel.hop)
      let (jitter, shimmer) = perturbation.between(centre - Self.perturbationReach, centre + Self.perturbationReach)
      waiting[frame - firstWaiting].frame.set(jitter, shimmer)
    }
  }

  private func measureTremor(_ first: Int) {
    for frames in TremorSearch.contours(frames: stretch.count) {
      let f0 = tremorSearch.find(stretch[frames], leastDepth: Self.leastTremor.f0)
      let amplitude = tremorSearch.find(amplitudes[frames], leastDepth: Self.leastTremor.amplitude)
      for frame in frames {
        let index = first + frame - firstWaiting
        if let f0 { waiting[index].frame.f0Tremor = SIMD2(f0.hertz, f0.depth) }
        if let amplitude { waiting[index].frame.amplitudeTremor = SIMD2(amplitude.hertz, amplitude.depth) }
      }
    }
  }
}

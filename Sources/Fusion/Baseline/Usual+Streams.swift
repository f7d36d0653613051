extension Usual {
  /// Appearance has many features that say the same: each counts less.
  private static let appearanceScale: Float = 0.3

  /// A pooled voice (256) against the speaker's usual.
  func relative(voice: [Float], to baseline: SpeakerBaseline?) -> [Float] {
    relative(voice, at: 0..<voice.count, to: baseline?.voice)
  }

  /// A face's mean (564) against the speaker's usual; what is not known is 0.
  func relative(face: FaceSummary, to baseline: SpeakerBaseline?) -> [Float] {
    FaceGroups.inOrder.flatMap { group -> [Float] in
      let range = FaceSummary.range(of: group)
      guard face.known.contains(group) else { return [Float](repeating: 0, count: range.count) }
      let relative = relative(face.values[range], at: range, to: baseline?.moments(of: group))
      return group == .appearance ? relative.map { Self.appearanceScale * $0 } : relative
    }
  }
}

extension SpeakerOverlap: CustomStringConvertible {
  /// A sentence that begins with `yes`, `no` or `unknown`, the answer to whether the clips are of other people than the
  /// model was trained on.
  public var description: String {
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    if !known.isEmpty {
      return "no: the model was trained on \(counted(known.count, "speaker")) of \(counted(knownClipCount, "clip")) "
        + "of these: \(known.joined(separator: ", "))"
    }
    guard isTrainingKnown else { return "unknown: the model does not say whom it was trained on" }
    guard namelessClipCount == 0 else {
      return "unknown: the manifest names no speaker of \(counted(namelessClipCount, "clip"))"
    }
    return "yes: the model was trained on none of the speakers"
  }
}

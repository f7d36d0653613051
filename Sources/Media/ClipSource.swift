/// One of the two ways to read a clip.
protocol ClipSource: AnyObject {
  var info: ClipInfo { get }
  /// The next event, `nil` at the end.
  func next() throws(MediaError) -> MediaEvent?
  /// Complete after the end.
  var warnings: Set<ClipWarning> { get }
  /// Where what was read ends, on the clip's clock; `nil` when nothing was there.
  var endSeconds: Double? { get }
}

/// When less than announced is there, by more than a rounded header explains.
func isCutOff(announcedSeconds: Double, foundSeconds: Double) -> Bool {
  foundSeconds < 0.9 * announcedSeconds && announcedSeconds - foundSeconds > 0.5
}

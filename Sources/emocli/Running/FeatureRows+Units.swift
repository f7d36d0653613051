import Face
import Perception
import Reporting

extension FeatureRows {
  /// OpenFace's names, then ours: as read (`_raw`), and the person's own left and right.
  static let unitsColumn: FeatureColumn = {
    let (units, halves) = (ActionUnit.allCases.map(\.rawValue), ActionUnits.Half.allCases.map(\.rawValue))
    let names =
      ["r", "c", "raw"].flatMap { kind in units.map { "\($0)_\(kind)" } }
      + ["r", "raw"].flatMap { kind in halves.map { "\($0)_\(kind)" } }
    return .group("aus", names, decimals: 3)
  }()

  func row(_ sighting: ActionUnitExtractor.Sighting) -> [Double] {
    guard let face = sighting.face else { return row(frame: sighting.frame, seconds: sighting.seconds) }
    let picture = [Double(sighting.frame), Double(face.id), sighting.seconds, face.confidence, 1]
    let pose = [face.pose.x, face.pose.y, face.pose.z]
    func numbers(_ units: ActionUnits) -> [Double] { ActionUnit.allCases.map { Double(units[$0]) } }
    func halves(_ units: ActionUnits) -> [Double] { ActionUnits.Half.allCases.map { Double(units[$0]) } }
    let presence = ActionUnit.allCases.map { face.calibrated.isPresent($0) ? 1.0 : 0 }
    return picture + pose + numbers(face.calibrated) + presence + numbers(face.units)
      + halves(face.calibrated) + halves(face.units)
  }
}

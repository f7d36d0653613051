/// The facial action units read here, under OpenFace's names (Ekman and Friesen, "Facial action coding system", 1978).
public enum ActionUnit: String, CaseIterable, Sendable {
  /// Maximum intensity on OpenFace's scale, which starts at 0.
  public static let maxIntensity: Float = 5

  /// Inner brow raiser.
  case au01 = "AU01"
  /// Outer brow raiser.
  case au02 = "AU02"
  /// Brow lowerer.
  case au04 = "AU04"
  /// Upper lid raiser.
  case au05 = "AU05"
  /// Cheek raiser.
  case au06 = "AU06"
  /// Lid tightener.
  case au07 = "AU07"
  /// Nose wrinkler.
  case au09 = "AU09"
  /// Upper lip raiser.
  case au10 = "AU10"
  /// Lip corner puller.
  case au12 = "AU12"
  /// Dimpler.
  case au14 = "AU14"
  /// Lip corner depressor.
  case au15 = "AU15"
  /// Chin raiser.
  case au17 = "AU17"
  /// Lip stretcher.
  case au20 = "AU20"
  /// Lip tightener.
  case au23 = "AU23"
  /// Lips part.
  case au25 = "AU25"
  /// Jaw drop.
  case au26 = "AU26"
  /// Blink.
  case au45 = "AU45"

  /// Its index in `ActionUnits.values`.
  public var index: Int { Self.allCases.firstIndex(of: self)! }

  /// Where it moves the face.
  public var region: FaceRegion {
    switch self {
    case .au01, .au02, .au04: .brows
    case .au05, .au06, .au07, .au45: .eyes
    case .au09, .au10, .au12, .au14, .au15, .au17, .au20, .au23, .au25, .au26: .mouth
    }
  }

  /// Whether people hold it for a whole clip, as they may a smile or a frown. Others come and go: raised brows and lids,
  /// a wrinkled nose, a blink.
  var mayLast: Bool {
    switch self {
    case .au01, .au02, .au05, .au09, .au45: false
    default: true
    }
  }
}

/// A region of the face that clothes, hair, glasses or a hand may hide.
public enum FaceRegion: Int, CaseIterable, Sendable {
  case brows
  /// With the cheeks below them.
  case eyes
  /// From the nose to the chin.
  case mouth
}

/// Intensities of a face's action units in one image, on OpenFace's scale: 0 absent, 1 a trace, 5 maximum. As read,
/// before calibration to the speaker, they are about −1…5. Units in a hidden region read as on a neutral face.
public struct ActionUnits: Equatable, Sendable {
  /// Number of values: 17 units, and AU12 and AU14 left and right.
  public static let count = ActionUnit.allCases.count + Half.allCases.count

  /// A unit of one half of the face. Left and right are the speaker's own.
  public enum Half: String, CaseIterable, Sendable {
    case lipCornerLeft = "AU12_left"
    case lipCornerRight = "AU12_right"
    case dimpleLeft = "AU14_left"
    case dimpleRight = "AU14_right"

    public var unit: ActionUnit {
      switch self {
      case .lipCornerLeft, .lipCornerRight: .au12
      case .dimpleLeft, .dimpleRight: .au14
      }
    }

    /// Its index in `ActionUnits.values`.
    public var index: Int { ActionUnit.allCases.count + Self.allCases.firstIndex(of: self)! }

    var isLeft: Bool { self == .lipCornerLeft || self == .dimpleLeft }
  }

  /// (21), in the order of `ActionUnit.allCases`, then of `Half.allCases`.
  public var values: [Float]
  /// How covered each region looks, in the order of `FaceRegion.allCases`: above 0 it is hidden, −1 is in full view.
  public var cover: [Float]

  public init(values: [Float], cover: [Float] = [Float](repeating: -1, count: FaceRegion.allCases.count)) {
    precondition(values.count == Self.count, "\(values.count) values, expected \(Self.count)")
    precondition(cover.count == FaceRegion.allCases.count, "\(cover.count) regions")
    self.values = values
    self.cover = cover
  }

  public func isHidden(_ region: FaceRegion) -> Bool { cover[region.rawValue] > 0 }

  /// Whether the region of the value at an index is hidden.
  func isHidden(at index: Int) -> Bool {
    let units = ActionUnit.allCases
    return isHidden(index < units.count ? units[index].region : Half.allCases[index - units.count].unit.region)
  }

  public subscript(unit: ActionUnit) -> Float { values[unit.index] }

  public subscript(half: Half) -> Float { values[half.index] }

  /// Calibrated intensity from which a unit is present.
  private static let presence: Float = 1

  /// Whether a unit is present; for units calibrated to the speaker (`NeutralFace`).
  public func isPresent(_ unit: ActionUnit) -> Bool { self[unit] >= Self.presence }
}

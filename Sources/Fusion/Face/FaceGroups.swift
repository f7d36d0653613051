/// What may be known of a face: how it looks, how strongly its action units are seen, and which of them are there at all.
/// A picture tells the first two, a table the last two.
public struct FaceGroups: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let appearance = FaceGroups(rawValue: 1)
  public static let intensities = FaceGroups(rawValue: 2)
  public static let presences = FaceGroups(rawValue: 4)
  public static let all: FaceGroups = [.appearance, .intensities, .presences]
  /// Whether a picture shows the face; a table's units are on another scale than those that pictures tell.
  public var isPictured: Bool { contains(.appearance) }
  /// In the order in which they stand in a summary.
  static let inOrder: [FaceGroups] = [.appearance, .intensities, .presences]
}

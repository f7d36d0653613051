/// The program.
public enum ProgramInfo {
  /// Semantic version; the newest section of CHANGELOG.md has the same.
  public static let version = "0.2.0"
}

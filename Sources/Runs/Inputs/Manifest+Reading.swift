import Logging
import Manifests
import System

extension Manifest {
  /// Reads a manifest. Reports everything that is wrong with it, each on a line, and throws `ExitStatus.notStarted`.
  init(reading path: ClipPath, foldColumn: String? = nil, logger: Logger) throws {
    do throws(ManifestProblems) {
      try self.init(reading: path, foldColumn: foldColumn)
    } catch {
      for line in error.lines { logger.error("\(path): \(line)") }
      throw ExitStatus.notStarted
    }
  }
}

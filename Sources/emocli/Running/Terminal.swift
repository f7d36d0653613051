import Foundation
import Reporting

/// What standard output is connected to.
enum Terminal {
  static var isStandardOutput: Bool { isatty(STDOUT_FILENO) == 1 }

  static var tableStyle: TableStyle {
    TableStyle(
      isTerminal: isStandardOutput,
      columns: TableStyle.terminalColumns(),
      environment: ProcessInfo.processInfo.environment
    )
  }
}

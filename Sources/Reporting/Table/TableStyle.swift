import Foundation
import Records
import System

/// The style of a table on its output.
public struct TableStyle: Equatable, Sendable {
  /// The terminal's width in columns, to which long paths are shortened. Nil for a file or pipe: paths are whole, and
  /// the columns as wide as the rows need.
  public var width: Int?
  /// Whether to use colour.
  public var colour: Bool
  /// Whether bars use block characters.
  public var blocks: Bool
  /// The folder that is left out of the rows, if any.
  public var folder: CommonFolder?
  /// Names of the channels in their order, if they have some.
  public var channelNames: [String] = []
  /// Whether the segments have a line each, below their clip's.
  public var showsSegments = true

  public init(width: Int? = nil, colour: Bool = false, blocks: Bool = true) {
    self.width = width
    self.colour = colour
    self.blocks = blocks
  }

  /// Chooses the style for an output.
  ///
  /// Colour requires a terminal other than `dumb` and no `NO_COLOR` in the environment (<https://no-color.org>). On a
  /// terminal, block characters require a UTF-8 locale; a file is always UTF-8.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether the output is a terminal.
  ///   - columns: The terminal's width; if nil, `COLUMNS` or 80.
  ///   - environment: The environment of the process.
  public init(isTerminal: Bool, columns: Int?, environment: [String: String]) {
    guard isTerminal else {
      self.init()
      return
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let encoding = locale.lowercased().filter { $0 != "-" }
    self.init(
      width: columns ?? environment["COLUMNS"].flatMap { Int($0) } ?? 80,
      colour: environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb",
      blocks: encoding.contains("utf8")
    )
  }

  /// The style for this process's standard output.
  public static var standardOutput: TableStyle {
    TableStyle(
      isTerminal: Terminal.isStandardOutput,
      columns: Terminal.columns(),
      environment: ProcessInfo.processInfo.environment
    )
  }
}

/// Colours for a terminal, or none.
struct TablePaint {
  let isOn: Bool

  func bold(_ text: String) -> String { paint(text, "1") }
  func faint(_ text: String) -> String { paint(text, "2") }
  func error(_ text: String) -> String { paint(text, "31") }
  func warning(_ text: String) -> String { paint(text, "33") }

  /// Colours the text by an emotion.
  func emotion(_ text: String, _ verdict: EmotionVerdict?) -> String {
    switch verdict {
    case .label(.happy): paint(text, "33")
    case .label(.calm): paint(text, "36")
    case .label(.sad): paint(text, "34")
    case .label(.angry): paint(text, "31")
    case .label(.fearful), .label(.disgust): paint(text, "35")
    case .label(.surprised): paint(text, "32")
    case .label(.neutral): text
    case .uncertain, nil: faint(text)
    }
  }

  private func paint(_ text: String, _ code: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

import Records

/// Colours for a terminal, or none.
struct TablePaint {
  let isOn: Bool

  func bold(_ text: String) -> String { paint(text, "1") }
  func faint(_ text: String) -> String { paint(text, "2") }
  func error(_ text: String) -> String { paint(text, "31") }
  func warning(_ text: String) -> String { paint(text, "33") }

  /// The text in the colour of an emotion.
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

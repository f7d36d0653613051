import Numerics
import Voice

/// Encodes one channel's sound and adds the hidden states to its windows. A window waits
/// until the encoder's block around its end is complete.
struct StateWindows {
  private var blocks: BlockEncoder
  private var waiting: [SpeechWindows.Window] = []
  /// The states from moment `start` on, (moments, channels), row by row.
  private var states: [Float] = []
  private var start = 0
  private let channelCount: Int

  init(_ encoder: any SpeechEncoder) {
    blocks = BlockEncoder(analysisBy: encoder)
    channelCount = blocks.columns
  }

  /// Adds a window, to be returned once its states are there.
  mutating func add(_ window: SpeechWindows.Window) {
    waiting.append(window)
  }

  /// Appends samples at 16 kHz and returns the windows they completed.
  mutating func append(_ samples: [Float]) -> [VoiceWindow] {
    completed(blocks.append(samples))
  }

  /// Ends the sound and returns the last windows.
  ///
  /// - Parameter stepCount: log-mel steps of the sound.
  mutating func finish(stepCount: Int) -> [VoiceWindow] {
    completed(blocks.finish(momentCount: VoiceClock.momentCount(steps: stepCount)))
  }

  /// Adds moments and returns the windows they completed.
  private mutating func completed(_ moments: Matrix) -> [VoiceWindow] {
    states += moments.elements
    var windows: [VoiceWindow] = []
    while let window = waiting.first {
      let first = window.start / VoiceClock.stepsPerMoment
      let count = VoiceClock.momentCount(steps: window.logMel.rows)
      guard (start + states.count / channelCount) >= first + count else { break }
      // No later window begins earlier.
      states.removeFirst((first - start) * channelCount)
      start = first
      let values = Matrix(rows: count, columns: channelCount, values: states.prefix(count * channelCount))
      windows.append(VoiceWindow(window, states: values))
      waiting.removeFirst()
    }
    return windows
  }
}

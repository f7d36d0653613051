import Foundation
import Media
import Numerics
import Perception
import System
import Voice

/// Prints one line per clip, separated by tabs: its path, its signal-to-noise ratio in decibels or `null`, and 1 for
/// speech or 0 for each 10 ms step.
func printSpeech(clips: [String]) throws {
  let detector = try SpeechDetector(weights: SafeTensors(path: "\(ModelFolder.find())/speech-activity.safetensors"))
  for clip in clips {
    let reader = try ClipReader(path: ClipPath(clip), options: ReadingOptions(video: nil))
    let stream = LogMelStream()
    var activity = SpeechActivity(detector: detector)
    while let event = try reader.next() {
      if case .sound(let block) = event { stream.append(block.channels[0]) { activity.append($0) } }
    }
    stream.finish { activity.append($0) }
    let track = activity.track
    let flags = String(track.isSpeech.map { $0 ? "1" : "0" })
    print(clip, track.signalToNoise.map { "\($0)" } ?? "null", flags, separator: "\t")
  }
}

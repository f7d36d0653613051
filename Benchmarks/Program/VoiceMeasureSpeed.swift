import Media
import System
import Voice

/// Prints the seconds that all voice measures of a sound take, without decoding.
func printVoiceMeasureSpeed(sound: String) throws {
  let reader = try ClipReader(path: ClipPath(sound), options: ReadingOptions())
  var samples: [Float] = []
  while let event = try reader.next() {
    if case .sound(let block) = event { samples += block.channels[0] }
  }
  print(
    measure {
      let measures = VoiceMeasures()
      measures.append(samples) { _ in }
      _ = measures.finish { _ in }
    }
  )
}

import Media
import System
import Voice

/// Prints the voice measures of each whole sound as CSV, for `Evaluation.voice_measures`.
func printVoiceSummaries(sounds: [String]) throws {
  print("path,jitter_local,jitter_rap,jitter_ppq5,shimmer_local,shimmer_local_dB,shimmer_apq3,shimmer_apq5,HNR_dB")
  for sound in sounds {
    let reader = try ClipReader(path: ClipPath(sound), options: ReadingOptions())
    let measures = VoiceMeasures()
    while let event = try reader.next() {
      if case .sound(let block) = event { measures.append(block.channels[0]) { _ in } }
    }
    let summary = measures.finish { _ in }
    let values = [
      summary.jitterLocal, summary.jitterRAP, summary.jitterPPQ5,
      summary.shimmerLocal, summary.shimmerDecibels, summary.shimmerAPQ3, summary.shimmerAPQ5, summary.harmonicity,
    ]
    print(([sound] + values.map { $0.isNaN ? "" : "\($0)" }).joined(separator: ","))
  }
}

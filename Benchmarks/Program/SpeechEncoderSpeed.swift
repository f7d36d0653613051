import ArgumentParser
import Foundation
import Numerics
import System
import Voice

struct SpeechEncoderSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speech-encoder",
    abstract: "A pre-trained speech encoder on noise, beside the matrix products of this processor."
  )
  @Argument(help: "A Hugging Face directory.") var directory: ClipPath
  @OptionGroup var length: NoiseLength
  @Option(help: "The last layer to compute; all by default.") var layer: Int?
  @Option(help: "Runs; the fastest counts.") var repeats = 3

  func run() throws {
    let opening = ContinuousClock.now
    let encoder = try PretrainedEncoder.open(directory)
    print("opened in \(rounded((ContinuousClock.now - opening) / .seconds(1))) s, \(encoder.fingerprint.prefix(12))")
    let network = encoder.network
    let last = layer ?? network.layerCount
    guard 0...network.layerCount ~= last else { throw ValidationError("the encoder has \(network.layerCount) layers") }
    let samples = length.samples
    let work = try EncoderOperations(directory: directory).billions(samples: samples.count, layers: last)
    for run in 1...max(1, repeats) {
      // Both measured side by side and in processor time, because other programs slow the processor down.
      let rate = MatrixRate.measure()
      let seconds = processorSeconds {
        samples.withUnsafeBufferPointer { network.encode($0, through: last) { _, _ in } }
      }
      let share = work / seconds / rate
      print(
        "run \(run): sgemm \(rounded(rate)) GFLOP/s; \(network.architecture) \(rounded(work)) GFLOP in",
        "\(rounded(seconds)) s, \(rounded(work / seconds)) GFLOP/s, \(rounded(100 * share)) %,",
        "\(rounded(Double(length.seconds) / seconds)) × real time"
      )
    }
    print("peak memory \(peakMegabytes()) MB")
  }

  private func rounded(_ value: Double) -> String { String(format: "%.2f", value) }

  /// The most memory that the process held at once, mapped weights included.
  private func peakMegabytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Int($0) } ?? 0) / 1024
  }
}

import Foundation
import System
import Voice

/// What there is to say about a directory with a voice encoder.
public struct EncoderDescription {
  private let directory: ClipPath
  private let encoder: PretrainedEncoder

  /// Throws `EncoderError` if the directory cannot be used.
  public init(_ directory: ClipPath) throws(EncoderError) {
    self.directory = directory
    encoder = try PretrainedEncoder.open(directory)
  }

  /// The directory and, indented below it, one fact a line.
  public var text: String {
    let network = encoder.network
    func milliseconds(_ seconds: Double) -> String { String(format: "%g ms", 1000 * seconds) }
    let facts = [
      "architecture: \(network.architecture)", "fingerprint: \(encoder.fingerprint)",
      "layers: \(network.layerCount), each of \(network.width) channels",
      "parameters: \(network.parameterCount), as \(encoder.precisions.joined(separator: " and "))",
      "hidden states: one every \(milliseconds(network.stateSeconds)), the first at "
        + milliseconds(network.firstStateSeconds),
      "training, licence: see the encoder's own documents",
    ]
    return "\(directory)\n" + facts.map { "  \($0)\n" }.joined()
  }
}

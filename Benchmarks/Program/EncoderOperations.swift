import Foundation
import Numerics
import System

/// The floating-point operations of an encoder's matrix products and convolutions, two for each multiplication with
/// addition, from its `config.json`.
struct EncoderOperations {
  private let settings: [String: Any]

  init(directory: ClipPath) throws {
    let content = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/config.json"))
    settings = try JSONSerialization.jsonObject(with: content) as? [String: Any] ?? [:]
  }

  /// Returns billions of operations for that many samples at 16 kHz through the first `layers` transformer layers.
  func billions(samples: Int, layers: Int) -> Double {
    let isWhisper = settings["model_type"] as? String == "whisper"
    let products = isWhisper ? whisper(samples, layers: layers) : wav2vec2(samples, layers: layers)
    return 2 * products / 1e9
  }

  private func wav2vec2(_ samples: Int, layers: Int) -> Double {
    let channels = list("conv_dim") ?? [512, 512, 512, 512, 512, 512, 512]
    let taps = list("conv_kernel") ?? [10, 3, 3, 3, 3, 2, 2]
    let strides = list("conv_stride") ?? [5, 2, 2, 2, 2, 2, 2]
    var rows = samples
    var products = 0.0
    for layer in channels.indices {
      rows = (rows - taps[layer]) / strides[layer] + 1
      products += Double(rows * channels[layer] * taps[layer] * (layer == 0 ? 1 : channels[layer - 1]))
    }
    let width = number("hidden_size") ?? 768
    products += Double(rows * channels[channels.count - 1] * width)
    let groups = number("num_conv_pos_embedding_groups") ?? 16
    let isData2Vec = settings["model_type"] as? String == "data2vec-audio"
    let positions = number("num_conv_pos_embeddings") ?? (isData2Vec ? 5 : 128)
    let positionTaps = isData2Vec ? positions * (number("conv_pos_kernel_size") ?? 19) : positions
    products += Double(rows * width * (width / groups) * positionTaps)
    let inner = number("intermediate_size") ?? 3072
    return products + Double(layers) * layer(rows: rows, width: width, inner: inner)
  }

  private func whisper(_ samples: Int, layers: Int) -> Double {
    let steps = samples / 160
    let width = number("d_model") ?? 384
    let rows = (steps + 1) / 2
    let convolutions = Double(3 * width * (steps * (number("num_mel_bins") ?? 80) + rows * width))
    let inner = number("encoder_ffn_dim") ?? 4 * width
    return convolutions + Double(layers) * layer(rows: rows, width: width, inner: inner)
  }

  /// A transformer layer: four projections, scores and weighted sums, and the feed-forward network.
  private func layer(rows: Int, width: Int, inner: Int) -> Double {
    Double(rows * (4 * width * width + 2 * width * inner)) + 2 * Double(rows * rows * width)
  }

  private func number(_ key: String) -> Int? { settings[key] as? Int }

  private func list(_ key: String) -> [Int]? { settings[key] as? [Int] }
}

/// The processor time that this process takes for `body`.
func processorSeconds(_ body: () -> Void) -> Double {
  let start = ProcessorTime.seconds
  body()
  return ProcessorTime.seconds - start
}

/// What one thread reaches when it multiplies large matrices.
enum MatrixRate {
  private static let size = 2048

  /// Returns billions of operations a second: the fastest of three products of square matrices.
  static func measure() -> Double {
    let a = Matrix(rows: size, columns: size, values: noise(size * size))
    let product = Matrix(rows: size, columns: size)
    var fastest = Double.infinity
    for _ in 0..<3 {
      fastest = min(
        fastest,
        processorSeconds { BLAS.multiply(a.view, a.view, transposeB: true, into: product.view) }
      )
    }
    let edge = Double(size)
    return 2 * edge * edge * edge / fastest / 1e9
  }
}

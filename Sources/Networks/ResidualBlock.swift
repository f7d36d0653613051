import Numerics

/// Two 3×3 convolutions whose sum with the block's input is rectified: y = max(0, x + second(max(0, first(x)))), after He
/// and others, "Deep residual learning for image recognition" (2016).
public struct ResidualBlock {
  private let first: Convolution
  private let second: Convolution

  /// Reads `name.first.…` and `name.second.…`. Throws `SafeTensorsError`.
  public init(_ name: String, in file: SafeTensors, channels: Int) throws {
    first = try Convolution("\(name).first", in: file, inputs: channels, outputs: channels)
    second = try Convolution("\(name).second", in: file, inputs: channels, outputs: channels)
  }

  /// (height, width, channels) → the same shape
  public func callAsFunction(_ input: FeatureMap) -> FeatureMap {
    second(first(input), adding: input)
  }
}

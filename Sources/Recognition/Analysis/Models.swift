import Fusion
import Numerics
import Perception
import System

/// The networks that an analysis needs, loaded once.
public struct Models {
  public let perception: PerceptionNetworks
  public let fusion: FusionModel

  /// Loads the shipped networks. Throws `ModelError`.
  ///
  /// - Parameters:
  ///   - fusionModel: a fusion model that replaces the shipped one.
  ///   - encoders: a folder whose voice encoder replaces the shipped one.
  public init(fusionModel: ClipPath? = nil, encoders: ClipPath? = nil) throws(ModelError) {
    try self.init(folder: ModelFolder.find(), fusionModel: fusionModel, encoders: encoders)
  }

  /// Loads the networks of a folder. Throws `ModelError`.
  init(folder: String, fusionModel: ClipPath? = nil, encoders: ClipPath? = nil) throws(ModelError) {
    perception = try PerceptionNetworks(folder: folder, encoders: encoders)
    fusion = try Self.fusion(fusionModel ?? ClipPath("\(folder)/\(ModelFolder.fusionModelName)"))
  }

  /// Loads the fusion model alone, or the shipped one for nil. Throws `ModelError`.
  public static func fusion(_ path: ClipPath?) throws(ModelError) -> FusionModel {
    guard let path else { return try fusion(ClipPath("\(ModelFolder.find())/\(ModelFolder.fusionModelName)")) }
    do {
      return try FusionModel(weights: path.withCString { try SafeTensors(path: $0) })
    } catch {
      throw .unusable(reason: "\(error)")
    }
  }
}

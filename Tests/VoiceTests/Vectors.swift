import Foundation
import Numerics

/// The committed inputs and outputs of reference implementations; the recipes beside the weights write them.
enum Vectors {
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func open(_ name: String) throws -> SafeTensors {
    try SafeTensors(path: repository.appendingPathComponent("Tests/Vectors/\(name).safetensors").path)
  }

  static func model(_ name: String) throws -> SafeTensors {
    try SafeTensors(path: repository.appendingPathComponent("Models/\(name).safetensors").path)
  }
}

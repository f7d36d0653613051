import Networks
import Numerics
import System

/// The tensors of an encoder, in one file or in shards, by the names that the base network gives them.
///
/// Notes the tensors that a network takes, for the fingerprint; tensors that it does not take are ignored.
final class EncoderWeights: StoredWeightSource {
  /// The directory or the file, for messages.
  private let place: ClipPath
  private let files: [SafeTensors]
  /// The file of every tensor.
  private let owners: [String: Int]
  /// What the tensors' names in the files start with.
  private var prefix = ""
  /// The names without prefix of the tensors that were taken.
  private var taken: Set<String> = []

  private static let single = "model.safetensors"
  private static let index = "model.safetensors.index.json"

  /// Maps `model.safetensors`, or the shards that `model.safetensors.index.json` names. Throws `EncoderError`.
  init(_ source: EncoderFiles) throws(EncoderError) {
    place = source.directory
    if let path = try source.path(of: Self.single) {
      (files, owners) = Self.whole(try Self.map(path))
      return
    }
    guard let content = try source.content(of: Self.index) else {
      throw .missingFile(source.directory, named: "\(Self.single) or \(Self.index)")
    }
    let index = try EncoderSettings(content, path: source.directory.appending(Self.index.utf8))
    let shardOfTensor = try index.strings("weight_map")
    let names = Set(shardOfTensor.values).sorted()
    var files: [SafeTensors] = []
    for name in names {
      guard let path = try source.path(of: name) else { throw .missingFile(source.directory, named: name) }
      files.append(try Self.map(path))
    }
    self.files = files
    var owners: [String: Int] = [:]
    for (tensor, shard) in shardOfTensor.sorted(by: { $0.key < $1.key }) {
      let number = names.firstIndex(of: shard)!
      guard files[number].entries[tensor] != nil else {
        throw .weights(SafeTensorsError.missing(path: files[number].path, tensor: tensor).description)
      }
      owners[tensor] = number
    }
    self.owners = owners
  }

  /// Takes the tensors of one file.
  init(_ file: SafeTensors, at path: ClipPath) {
    place = path
    (files, owners) = Self.whole(file)
  }

  private static func whole(_ file: SafeTensors) -> (files: [SafeTensors], owners: [String: Int]) {
    ([file], file.entries.mapValues { _ in 0 })
  }

  /// Numbers in all tensors that were taken.
  var parameterCount: Int {
    taken.reduce(0) { $0 + (entry($1)?.elementCount ?? 0) }
  }

  /// The types of the numbers in all tensors that were taken, sorted.
  var precisions: [String] {
    Set(taken.compactMap { entry($0)?.dtype }).sorted()
  }

  /// Looks for the tensors under one of these prefixes, such as `wav2vec2.`, which a network with a head puts before
  /// their names: the first under which `name` is found. Throws `EncoderError.missingTensor` if there is none.
  func choosePrefix(of name: String, among prefixes: [String]) throws(EncoderError) {
    guard let found = prefixes.first(where: { owners[$0 + name] != nil }) else {
      throw .missingTensor(place, name: name)
    }
    prefix = found
  }

  func contains(_ name: String) -> Bool {
    owners[prefix + name] != nil
  }

  /// Returns a tensor's shape; nil if it is missing.
  func shape(of name: String) -> [Int]? {
    entry(name)?.shape
  }

  /// Returns the tensor as it is stored. Throws `EncoderError` if it is missing, has another shape or a type other than
  /// F32, F16 and BF16.
  func stored(_ name: String, shape: [Int]) throws -> StoredMatrix {
    guard let number = owners[prefix + name] else {
      throw EncoderError.missingTensor(place, name: prefix + name)
    }
    taken.insert(name)
    do {
      return try files[number].stored(prefix + name, shape: shape)
    } catch let error as SafeTensorsError {
      throw EncoderError.weights(error.description)
    }
  }

  /// Returns the tensor as 32-bit floats, ignoring `initial`: the first dimension as rows and all others as columns; a
  /// vector is one row. Throws `EncoderError`.
  func weights(_ name: String, shape: [Int], initial: WeightInitializer) throws -> Matrix {
    let stored = try stored(name, shape: shape)
    return stored.widened()
  }

  /// A line of name, type, shape and hash of the content for every tensor that was taken, sorted. The same for any
  /// prefix and any division into shards.
  var lines: [String] {
    taken.sorted().map { name in
      let number = owners[prefix + name]!
      let entry = files[number].entries[prefix + name]!
      return "\(name) \(entry.dtype) \(entry.shape) \(files[number].contentHash(of: prefix + name)!)"
    }
  }

  private func entry(_ name: String) -> SafeTensors.Entry? {
    owners[prefix + name].flatMap { files[$0].entries[prefix + name] }
  }

  static func map(_ path: ClipPath) throws(EncoderError) -> SafeTensors {
    do {
      return try path.withCString { try SafeTensors(path: $0) }
    } catch {
      throw .weights("\(error)")
    }
  }
}

import Foundation
import Numerics

/// The shipped weight files: metadata and integrity.
public struct ModelCatalogue {
  /// One weight file.
  public struct Entry {
    public let fileName: String
    public let bytes: Int
    public let parameterCount: Int
    /// The strings in the file's header: name, version, training, licence …
    public let metadata: [String: String]
    /// SHA-256 in hexadecimal.
    public let checksum: String
    /// The checksum in `SHA256SUMS` next to the file; nil if it is not listed.
    public let expectedChecksum: String?

    public var isIntact: Bool { checksum == expectedChecksum }
  }

  public let folder: String
  public let entries: [Entry]

  /// Reads the shipped weights. Throws `ModelError`.
  public init() throws(ModelError) {
    let folder = try ModelFolder.find()
    self.folder = folder
    let expected = Self.checksums(in: folder)
    do {
      entries = try ModelFolder.fileNames.map { name in
        let path = "\(folder)/\(name)"
        let file = try SafeTensors(path: path)
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return Entry(
          fileName: name,
          bytes: size ?? 0,
          parameterCount: file.entries.values.reduce(0) { $0 + $1.elementCount },
          metadata: file.metadata,
          checksum: file.checksum,
          expectedChecksum: expected[name]
        )
      }
    } catch {
      throw .unusable(reason: "\(error)")
    }
  }

  /// The model card: data, licences, figures with their protocol, limits. Nil if it is not next to the weights.
  public var card: String? {
    try? String(contentsOfFile: "\(folder)/README.md", encoding: .utf8)
  }

  /// Parses lines of `checksum  name`, as written by sha256sum.
  private static func checksums(in folder: String) -> [String: String] {
    let text = (try? String(contentsOfFile: "\(folder)/SHA256SUMS", encoding: .utf8)) ?? ""
    let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
      let words = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
      return words.count == 2 ? (words[1], words[0]) : nil
    }
    return Dictionary(pairs) { first, _ in first }
  }
}

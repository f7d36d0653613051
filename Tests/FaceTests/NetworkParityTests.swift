import Networks
import Numerics
import TestSupport
import Testing

@testable import Face

/// Compared with PyTorch on the shipped weights (`Recipes/face/parity.py`).
@Suite("Face network parity with PyTorch")
struct NetworkParityTests {
  /// A grey image from 0 to 255.
  private static func image(in vectors: SafeTensors) throws -> Image {
    let values = try vectors.rows("picture")
    return Image(width: values.columns, height: values.rows, channels: 1, values: values)
  }

  private static func crops(in vectors: SafeTensors) throws -> [FaceCrop] {
    let rows = try vectors.rows("crops")
    return (0..<rows.rows).map { row in
      let values = rows.row(row).map(Double.init)
      return FaceCrop(center: Point(x: values[0], y: values[1]), side: values[2], roll: values[3])
    }
  }

  /// The stored standardised crop `index`.
  private static func input(_ index: Int, size: Int, in vectors: SafeTensors) throws -> FeatureMap {
    let stored = try vectors.rows("input")
    let map = FeatureMap(height: size, width: size, channels: 1)
    for row in 0..<size { _ = map.line(row).update(fromContentsOf: stored.row(index * size + row)) }
    return map
  }

  private static func firstRows(_ map: FeatureMap, _ count: Int = 2) -> Matrix {
    Matrix(rows: count * map.width, columns: map.channels, values: (0..<count).flatMap { Array(map.line($0)) })
  }

  @Test("Crops are sampled and standardised alike", arguments: [("landmarks", 96), ("expression", 48)])
  func crops(name: String, size: Int) throws {
    let vectors = try Vectors.open(name)
    let luma = try Self.image(in: vectors)
    for (index, crop) in try Self.crops(in: vectors).enumerated() {
      let sampled = crop.standardised(luma, size: size).cells
      #expect(sampled.maxDifference(to: try Self.input(index, size: size, in: vectors).cells) < 1e-3)
    }
  }

  @Test func landmarksMatchPyTorch() throws {
    let network = try LandmarkNetwork(weights: Vectors.model("landmarks"))
    let vectors = try Vectors.open("landmarks")
    let first = try Self.input(0, size: LandmarkNetwork.inputSize, in: vectors)
    for (name, map) in zip(["stem", "stage1", "stage2", "stage3"], network.maps(first)) {
      #expect(Self.firstRows(map).maxDifference(to: try vectors.rows("\(name).rows")) < 1e-4, "\(name)")
    }
    let heat = network.heatMaps(network.maps(first))
    let stored = try vectors.rows("heat.rows")
    #expect(zip(heat.values, stored.values).allSatisfy { abs($0 - $1) < 1e-4 })
    let output = try vectors.rows("output")
    for index in 0..<output.rows {
      let raw = network.raw(try Self.input(index, size: LandmarkNetwork.inputSize, in: vectors))
      let values = raw.positions.flatMap { [$0.x, $0.y] } + [raw.pose.x, raw.pose.y, raw.pose.z, raw.logit]
      #expect(zip(values, output.row(index)).allSatisfy { abs($0 - Double($1)) < 1e-4 }, "crop \(index)")
    }
  }

  @Test func expressionMatchesPyTorch() throws {
    let network = try ExpressionEncoder(weights: Vectors.model("expression"))
    let vectors = try Vectors.open("expression")
    let first = try Self.input(0, size: ExpressionEncoder.inputSize, in: vectors)
    for (name, map) in zip(["stem", "stage1", "stage2", "stage3"], network.maps(first)) {
      #expect(Self.firstRows(map).maxDifference(to: try vectors.rows("\(name).rows")) < 1e-4, "\(name)")
    }
    let (coarse, embeddings) = (try vectors.rows("coarse"), try vectors.rows("embedding"))
    let (appearance, geometry) = (try vectors.rows("appearance"), try vectors.rows("geometry"))
    for index in 0..<embeddings.rows {
      let whole = network.coarse(try Self.input(index, size: ExpressionEncoder.inputSize, in: vectors))
      #expect(zip(whole.values, coarse.row(index)).allSatisfy { abs($0 - $1) < 1e-4 }, "crop \(index)")
      let gradients = Matrix(rows: 144, columns: 31, values: Array(appearance.row(index)))
      let look = AlignedFaceFeatures(gradients: gradients, offsets: Array(geometry.row(index)))
      let embedding = network.embedding([whole], look)
      #expect(zip(embedding.values, embeddings.row(index)).allSatisfy { abs($0 - $1) < 1e-4 }, "crop \(index)")
    }
  }
}

import CKernels
import Foundation
import Networks
import Numerics

/// A face found by the detector.
public struct DetectedFace: Equatable, Sendable {
  /// In pixels of the image.
  public var box: FaceBox
  /// 0…1
  public var confidence: Double
}

/// The network that finds any number of faces of any size in an image: anchor-free, at strides of 8, 16 and 32 pixels,
/// with coarse features added to the finer ones.
public struct FaceDetector {
  private static let strides = [8, 16, 32]
  /// Natural log of the maximum distance from a cell to an edge of its box, in strides.
  private static let maxReach = 5.0
  /// Boxes that overlap more than this are one face.
  static let maxOverlap = 0.4

  private let stem: Convolution
  private let quarter: Convolution
  private let stages: [(down: Convolution, blocks: [ResidualBlock])]
  private let tops: [Linear]
  private let heads: [(hidden: Convolution, output: Linear)]

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let channels = [48, 72, 96]
    stem = try Convolution("stem", in: file, inputs: 3, outputs: 16, strideDown: 2, strideAcross: 2)
    quarter = try Convolution("stage1.down", in: file, inputs: 16, outputs: 32, strideDown: 2, strideAcross: 2)
    stages = try [1, 2, 1].enumerated().map { index, blockCount in
      let name = "stage\(index + 2)"
      let inputs = index == 0 ? 32 : channels[index - 1]
      let down = try Convolution(
        "\(name).down",
        in: file,
        inputs: inputs,
        outputs: channels[index],
        strideDown: 2,
        strideAcross: 2
      )
      let blocks = try (1...blockCount).map {
        try ResidualBlock("\(name).residual\($0)", in: file, channels: channels[index])
      }
      return (down, blocks)
    }
    tops = try (0..<2).map { index in
      try Linear("top\(Self.strides[index])", in: file, inputs: channels[index + 1], outputs: channels[index])
    }
    heads = try (0..<3).map { index in
      let name = "head\(Self.strides[index])"
      return (
        try Convolution("\(name).hidden", in: file, inputs: channels[index], outputs: 48),
        try Linear("\(name).output", in: file, inputs: 48, outputs: 5)
      )
    }
  }

  /// Finds the faces in a colour image, or in a part of it, scaled to a longer side of `longestSide` pixels, most
  /// confident first.
  ///
  /// - Parameters:
  ///   - area: the part, in pixels of the image; by default all of it.
  ///   - isMirrored: searches the mirror image; the boxes are still those in the image.
  public func callAsFunction(
    _ image: Image,
    in area: FaceBox? = nil,
    longestSide: Int,
    isMirrored: Bool = false,
    minConfidence: Double
  ) -> [DetectedFace] {
    let area = area ?? FaceBox(x: 0, y: 0, width: Double(image.width), height: Double(image.height))
    let factor = Double(longestSide) / max(area.width, area.height)
    let size = (
      width: max(1, Int((area.width * factor).rounded())),
      height: max(1, Int((area.height * factor).rounded()))
    )
    var found: [DetectedFace] = []
    let input = input(image, area, width: size.width, height: size.height, isMirrored: isMirrored)
    for (stride, map) in zip(Self.strides, outputs(input)) {
      found += faces(in: map.output, columns: map.columns, stride: Double(stride), minConfidence: minConfidence)
    }
    let (across, down) = (area.width / Double(size.width), area.height / Double(size.height))
    return Self.nonMaximumSuppression(found).map { face in
      var box = face.box
      if isMirrored { box.x = Double(size.width) - box.x - box.width }
      return DetectedFace(
        box: FaceBox(
          x: area.x + box.x * across,
          y: area.y + box.y * down,
          width: box.width * across,
          height: box.height * down
        ),
        confidence: face.confidence
      )
    }
  }

  /// A part of the image with its values from −1 to 1, scaled, and padded with zeros to whole cells of the coarsest
  /// stride.
  func input(_ image: Image, _ area: FaceBox, width: Int, height: Int, isMirrored: Bool = false) -> FeatureMap {
    precondition(image.channels == 3, "the detector takes colour images")
    let step = Float(area.width) / Float(width)
    let crop = ck_crop(
      origin_x: Float(isMirrored ? area.x + area.width : area.x),
      origin_y: Float(area.y),
      across_x: isMirrored ? -step : step,
      across_y: 0,
      down_x: 0,
      down_y: Float(area.height) / Float(height)
    )
    let samples = image.sample(crop, rows: height, columns: width)
    let coarsest = Self.strides.last!
    func whole(_ side: Int) -> Int { (side + coarsest - 1) / coarsest * coarsest }
    let map = FeatureMap(height: whole(height), width: whole(width), channels: 3)
    for row in 0..<height {
      let (line, values) = (map.line(row), samples.row(row))
      for index in 0..<3 * width { line[index] = values[index] / 127.5 - 1 }
    }
    return map
  }

  /// The stages' feature maps, one per stride from the finest.
  func maps(_ input: FeatureMap) -> [FeatureMap] {
    var maps: [FeatureMap] = []
    var map = quarter(stem(input))
    for stage in stages {
      map = stage.blocks.reduce(stage.down(map)) { $1($0) }
      maps.append(map)
    }
    return maps
  }

  /// For each stride from the finest, a row per cell: a logit, and the natural logs of the distances to the box's left,
  /// top, right and bottom edges in strides.
  func outputs(_ input: FeatureMap) -> [(output: Matrix, columns: Int)] {
    let maps = maps(input)
    for index in [1, 0] { maps[index].add(maps[index + 1].projected(tops[index]).upsampled()) }
    return zip(maps, heads).map { map, head in (head.output(head.hidden(map).cells.view), map.width) }
  }

  private func faces(in output: Matrix, columns: Int, stride: Double, minConfidence: Double) -> [DetectedFace] {
    (0..<output.rows).compactMap { cell in
      let confidence = 1 / (1 + exp(-Double(output[cell, 0])))
      guard confidence >= minConfidence else { return nil }
      let center = Point(x: (Double(cell % columns) + 0.5) * stride, y: (Double(cell / columns) + 0.5) * stride)
      let reach = (1...4).map { exp(min(Double(output[cell, $0]), Self.maxReach)) * stride }
      let box = FaceBox(
        x: center.x - reach[0],
        y: center.y - reach[1],
        width: reach[0] + reach[2],
        height: reach[1] + reach[3]
      )
      return DetectedFace(box: box, confidence: confidence)
    }
  }

  /// Non-maximum suppression: keeps the most confident of boxes that overlap too much. Returns the most confident
  /// first.
  static func nonMaximumSuppression(_ faces: [DetectedFace]) -> [DetectedFace] {
    var kept: [DetectedFace] = []
    for face in faces.sorted(by: { $0.confidence > $1.confidence })
    where !kept.contains(where: { $0.box.overlap(face.box) > maxOverlap }) {
      kept.append(face)
    }
    return kept
  }
}

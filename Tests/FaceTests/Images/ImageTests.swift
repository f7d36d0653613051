import CKernels
import Foundation
import Media
import Numerics
import Testing

@testable import Face

@Suite("Crops of an image")
struct ImageTests {
  /// Noise that changes from pixel to pixel.
  static func frame(width: Int, height: Int) -> VideoFrame {
    let rgb = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }
    return VideoFrame(width: width, height: height, rgb: rgb, seconds: 0)
  }

  /// Bilinear interpolation by its definition, with the edge values repeated outside.
  private func plain(_ image: Image, x: Double, y: Double, channel: Int) -> Double {
    func pixel(_ column: Int, _ row: Int) -> Double {
      let column = min(max(column, 0), image.width - 1)
      let row = min(max(row, 0), image.height - 1)
      return Double(image.values[row, column * image.channels + channel])
    }
    let (left, top) = (floor(x - 0.5), floor(y - 0.5))
    let (a, b) = (x - 0.5 - left, y - 0.5 - top)
    let (column, row) = (Int(left), Int(top))
    return (1 - a) * (1 - b) * pixel(column, row) + a * (1 - b) * pixel(column + 1, row)
      + (1 - a) * b * pixel(column, row + 1) + a * b * pixel(column + 1, row + 1)
  }

  @Test("Samples equal the mean of plain interpolations", arguments: [0.4, 1, 1.4, 2.3, 4])
  func sampling(cell: Double) {
    let image = Image.colours(of: Self.frame(width: 23, height: 17))
    let (sine, cosine) = (sin(0.3), cos(0.3))
    let crop = ck_crop(
      origin_x: -2.5,
      origin_y: 1.25,
      across_x: Float(cell * cosine),
      across_y: Float(cell * sine),
      down_x: Float(-cell * sine),
      down_y: Float(cell * cosine)
    )
    let samples = image.sample(crop, rows: 6, columns: 5)
    let count = cell > 1.5 ? Int(cell.rounded(.up)) : 1
    for row in 0..<6 {
      for column in 0..<5 {
        for channel in 0..<3 {
          var sum = 0.0
          for i in 0..<count {
            for j in 0..<count {
              let r = Double(row) + (Double(i) + 0.5) / Double(count)
              let c = Double(column) + (Double(j) + 0.5) / Double(count)
              sum += plain(
                image,
                x: -2.5 + cell * (c * cosine - r * sine),
                y: 1.25 + cell * (c * sine + r * cosine),
                channel: channel
              )
            }
          }
          #expect(abs(Double(samples[row, 3 * column + channel]) - sum / Double(count * count)) < 0.01)
        }
      }
    }
  }

  @Test("Luma weights the colours")
  func luma() {
    let frame = VideoFrame(width: 2, height: 1, rgb: [255, 0, 0, 10, 20, 30], seconds: 0)
    let values = Image.luma(of: frame).values.values
    #expect(abs(values[0] - 76.245) < 1e-3 && abs(values[1] - 18.15) < 1e-3)
  }

  @Test("A standardised crop does not depend on the light")
  func light() {
    let dim = Self.frame(width: 40, height: 40)
    let values = Image.luma(of: dim).values
    let bright = Matrix(rows: 40, columns: 40, values: values.values.map { 3 * $0 + 100 })
    let crop = FaceCrop(center: Point(x: 20, y: 20), side: 30, roll: 0.2)
    let plain = crop.standardised(Image(width: 40, height: 40, channels: 1, values: values), size: 16)
    let lit = crop.standardised(Image(width: 40, height: 40, channels: 1, values: bright), size: 16)
    var maximum: Float = 0
    for row in 0..<16 {
      for (a, b) in zip(plain.line(row), lit.line(row)) { maximum = max(maximum, abs(a - b)) }
    }
    #expect(maximum < 0.5, "only the 10 grey levels in the divisor differ")
  }

  @Test("Points of a crop map to where it is sampled")
  func points() {
    let crop = FaceCrop(center: Point(x: 10, y: 20), side: 8, roll: .pi / 2)
    #expect(crop.toImage(Point(x: 0, y: 0)) == Point(x: 10, y: 20))
    let right = crop.toImage(Point(x: 0.5, y: 0))
    #expect(abs(right.x - 10) < 1e-9 && abs(right.y - 24) < 1e-9, "turned clockwise, its right is below")
  }
}

@Suite("Blank images")
struct BlankImageTests {
  private func isBlank(_ pixels: (Int) -> UInt8) -> Bool {
    let rgb = (0..<64 * 48).flatMap { index in [UInt8](repeating: pixels(index), count: 3) }
    return Image.luma(of: VideoFrame(width: 64, height: 48, rgb: rgb, seconds: 0)).isBlank
  }

  @Test("Any single tone is blank, even with a codec's faint noise")
  func blank() {
    for tone: UInt8 in [0, 16, 128, 254] { #expect(isBlank { tone + UInt8($0 % 2) }) }
  }

  @Test("A dim scene is not blank")
  func scene() {
    #expect(!isBlank { $0 % 64 < 32 ? 2 : 12 })
  }
}

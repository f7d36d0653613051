import CKernels
import Media
import Numerics

/// An image as the face networks sample it: floats from 0 to 255, (height, width, channels), row by row.
public struct Image {
  public let width: Int
  public let height: Int
  let channels: Int
  /// (height, width · channels)
  let values: Matrix
  private static let blankDeviation: Float = 2

  /// The luma 0.299 R + 0.587 G + 0.114 B of a frame.
  public static func luma(of frame: VideoFrame) -> Image {
    let values = Matrix(rows: frame.height, columns: frame.width)
    ck_luma(frame.rgb, values.pointer, frame.width * frame.height)
    return Image(width: frame.width, height: frame.height, channels: 1, values: values)
  }

  /// The colours of a frame.
  public static func colours(of frame: VideoFrame) -> Image {
    let values = Matrix(rows: frame.height, columns: frame.width * 3)
    ck_widen(frame.rgb, values.pointer, frame.rgb.count)
    return Image(width: frame.width, height: frame.height, channels: 3, values: values)
  }

  /// Whether the image is a single tone, as before a video begins: its standard deviation is below two grey levels.
  var isBlank: Bool {
    let count = Float(width * height * channels)
    let mean = ck_sum(values.pointer, values.elements.count) / count
    let squares = ck_dot(values.pointer, values.pointer, values.elements.count) / count
    return squares - mean * mean < Self.blankDeviation * Self.blankDeviation
  }

  /// The whole image downsampled to (rows, columns · channels), each cell the mean of 4 × 4 points.
  func thumbnail(rows: Int, columns: Int) -> Matrix {
    let cells = ck_crop(
      origin_x: 0,
      origin_y: 0,
      across_x: Float(width) / Float(columns),
      across_y: 0,
      down_x: 0,
      down_y: Float(height) / Float(rows)
    )
    return sample(cells, rows: rows, columns: columns, subsamples: 4)
  }

  /// Bilinear samples of a crop, (rows, columns · channels), each the mean of `subsamples`² points of its cell. By
  /// default one point in cells up to 1.5 pixels wide, otherwise enough to be at most a pixel apart. Points outside the
  /// image take the values at its edge.
  func sample(_ crop: ck_crop, rows: Int, columns: Int, subsamples: Int? = nil) -> Matrix {
    let samples = Matrix(rows: rows, columns: columns * channels)
    let cell = (crop.across_x * crop.across_x + crop.across_y * crop.across_y).squareRoot()
    let subsamples = subsamples ?? (cell > 1.5 ? Int(cell.rounded(.up)) : 1)
    ck_sample(values.pointer, width, height, channels, crop, subsamples, samples.pointer, rows, columns)
    return samples
  }

  func contains(_ point: Point) -> Bool {
    point.x >= 0 && point.y >= 0 && point.x < Double(width) && point.y < Double(height)
  }
}

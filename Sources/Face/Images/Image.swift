import CKernels
import Media
import Numerics

/// A image as the face networks sample it: floats from 0 to 255, (height, width, channels) row by row.
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

  /// Whether there is nothing to see but one tone, as before a film begins: the values spread by less than two grey
  /// levels.
  var isBlank: Bool {
    let count = Float(width * height * channels)
    let mean = ck_sum(values.pointer, values.elements.count) / count
    let squares = ck_dot(values.pointer, values.pointer, values.elements.count) / count
    return squares - mean * mean < Self.blankDeviation * Self.blankDeviation
  }

  /// The whole image at so few cells, each the mean of 4 × 4 points: (rows, columns · channels).
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

  /// Bilinear samples of a crop, (rows, columns · channels), each the mean of `subsamples`² points of its cell; unless
  /// told, one where a cell is at most 1.5 pixels wide, else so many that they are at most a pixel apart. Beyond its edge
  /// the image goes on as at its edge.
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

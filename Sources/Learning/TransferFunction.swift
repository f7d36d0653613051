import Foundation

/// sRGB's transfer function (IEC 61966-2-1) between bytes and linear light, 0…1.
enum TransferFunction {
  /// The linear light of each byte.
  static let light = (0..<256).map { decoded(Double($0) / 255) }
  /// From the k-th of these on, light is written as k + 1 or more.
  private static let thresholds = (0..<255).map { decoded((Double($0) + 0.5) / 255) } + [.infinity]
  private static let steps = 4096
  /// The byte of the least light in each of so many equal steps.
  private static let starts = (0...steps).map { step in
    UInt8(thresholds.firstIndex { $0 > Double(step) / Double(steps) }!)
  }

  /// The light that a value from 0 to 1 stands for.
  static func decoded(_ value: Double) -> Double {
    value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  /// The nearest byte, clipped.
  static func encoded(_ light: Double) -> UInt8 {
    guard light < 1 else { return 255 }
    var byte = starts[Int(max(0, light) * Double(steps))]
    while light >= thresholds[Int(byte)] { byte += 1 }
    return byte
  }
}

import Media
import Testing

@testable import Face

@Suite("Blank pictures")
struct BlankPictureTests {
  private func isBlank(_ pixels: (Int) -> UInt8) -> Bool {
    let rgb = (0..<64 * 48).flatMap { index in [UInt8](repeating: pixels(index), count: 3) }
    return Picture.luma(of: PictureFrame(width: 64, height: 48, rgb: rgb, seconds: 0)).isBlank
  }

  @Test("One tone is blank, whatever it is, and a codec's faint noise with it")
  func blank() {
    for tone: UInt8 in [0, 16, 128, 254] { #expect(isBlank { tone + UInt8($0 % 2) }) }
  }

  @Test("A dim scene is not")
  func scene() {
    #expect(!isBlank { $0 % 64 < 32 ? 2 : 12 })
  }
}

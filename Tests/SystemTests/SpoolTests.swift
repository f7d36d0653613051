import System
import Testing

@Suite("Spool")
struct SpoolTests {
  @Test("Byte strings can be read in any order")
  func anyOrder() throws {
    let spool = try Spool()
    let pieces = [[1, 2, 3], [], [UInt8](repeating: 7, count: 300_000), [9]]
    let places = try pieces.map { try spool.append($0) }
    for index in [2, 0, 3, 1, 2] { #expect(try spool.read(places[index]) == pieces[index]) }
  }
}

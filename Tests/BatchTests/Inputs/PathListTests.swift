import Foundation
import Glibc
import System
import Testing

@testable import Batch

@Suite struct PathListTests {
  func discovery(_ pipe: TestPipe, _ separator: InputDiscovery.ListSeparator = .newline) -> InputDiscovery {
    InputDiscovery(inputs: [ClipPath("-")], listDescriptor: pipe.reading, separator: separator) { _ in true }
  }

  @Test func preservesTheBytesOfLines() {
    let pipe = TestPipe()
    pipe.write("a b.mp4\n\n\nwindows.mp4\r\n-\n")
    pipe.write([0xff, 0x80, 10])
    pipe.write("last")
    pipe.finish()
    let expected = [
      [UInt8]("a b.mp4".utf8), Array("windows.mp4\r".utf8), Array("-".utf8), [0xff, 0x80], Array("last".utf8),
    ]
    #expect(discovery(pipe).map(\.bytes) == expected)
  }

  @Test func nulSeparatedPathsMayContainNewlines() {
    let pipe = TestPipe()
    pipe.write("a\nb\0\0c\r\n\0d")
    pipe.finish()
    #expect(Array(discovery(pipe, .null)) == ["a\nb", "c\r\n", "d"].map { ClipPath($0) })
  }

  @Test func stepReturnsPathsWithoutBlocking() {
    let pipe = TestPipe()
    let discovery = discovery(pipe)
    #expect(discovery.step() == .nothingYet)
    #expect(discovery.step() == .waiting(descriptor: pipe.reading))
    pipe.write("fir")
    #expect(discovery.step() == .waiting(descriptor: pipe.reading))
    pipe.write("st\nsecond\nthi")
    #expect(discovery.step() == .clip(ClipPath("first")))
    #expect(discovery.step() == .clip(ClipPath("second")))
    #expect(discovery.step() == .waiting(descriptor: pipe.reading))
    pipe.finish()
    #expect(discovery.step() == .clip(ClipPath("thi")))
    #expect(discovery.step() == .nothingYet)
    #expect(discovery.step() == .end)
    #expect(discovery.step() == .end)
  }

  @Test func iterationWaitsForMorePaths() {
    let pipe = TestPipe()
    Thread.detachNewThread {
      for word in ["a\n", "b", "\nc"] {
        usleep(30_000)
        pipe.write(word)
      }
      pipe.finish()
    }
    #expect(Array(discovery(pipe)) == ["a", "b", "c"].map { ClipPath($0) })
  }

  @Test func interruptionEndsTheWait() {
    let pipe = TestPipe()
    let interruption = Interruption()
    let discovery = InputDiscovery(
      inputs: [ClipPath("-")],
      listDescriptor: pipe.reading,
      interruption: interruption
    ) { _ in true }
    Thread.detachNewThread {
      usleep(50_000)
      interruption.request()
    }
    #expect(discovery.next() == nil)
  }

  @Test func searchesDirectoriesInTheList() throws {
    let tree = try TemporaryTree()
    try tree.make("d/x.mp4", "y.mp4")
    let pipe = TestPipe()
    pipe.write("\(tree.path("d"))\n\(tree.path("y.mp4"))\n")
    pipe.finish()
    #expect(Array(discovery(pipe)) == [tree.path("d/x.mp4"), tree.path("y.mp4")])
  }

  @Test func reportsAnUnreadableList() {
    let directory = open("/", O_RDONLY | O_CLOEXEC)
    defer { close(directory) }
    var notices: [DiscoveryNotice] = []
    let inputs = [ClipPath("-"), ClipPath("after")]
    let discovery = InputDiscovery(inputs: inputs, listDescriptor: directory) { _ in
      true
    } notify: {
      notices.append($0)
    }
    #expect(Array(discovery) == [ClipPath("after")])
    #expect(notices == [.unreadableList(code: EISDIR)])
  }

  @Test func limitsTheLengthOfALine() {
    let zeros = open("/dev/zero", O_RDONLY | O_CLOEXEC)
    defer { close(zeros) }
    var list = PathList(descriptor: zeros, separator: 10)
    for _ in 0..<100 { #expect(list.next() == .waiting) }
    let pipe = TestPipe()
    pipe.write([UInt8](repeating: 65, count: 40_000))
    let discovery = discovery(pipe)
    while discovery.step() != .waiting(descriptor: pipe.reading) {}
    pipe.write([UInt8](repeating: 65, count: 40_000) + Array("\nnext\n".utf8))
    pipe.finish()
    #expect(discovery.map(\.bytes.count) == [PathList.maxPathLength, 4])
  }
}

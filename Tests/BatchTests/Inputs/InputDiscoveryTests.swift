import Foundation
import Glibc
import System
import Testing

@testable import Batch

@Suite struct InputDiscoveryTests {
  let tree: TemporaryTree
  let notices = Notices()

  final class Notices {
    var all: [DiscoveryNotice] = []
  }

  init() throws {
    tree = try TemporaryTree()
  }

  func discovery(_ inputs: ClipPath...) -> InputDiscovery {
    InputDiscovery(inputs: inputs) {
      $0.fileExtension == "mp4"
    } notify: { [notices] in
      notices.all.append($0)
    }
  }

  @Test func treatsEveryNamedFileAsAClip() throws {
    try tree.make("notes.txt")
    let inputs = [tree.path("notes.txt"), tree.path("missing"), ClipPath(""), ClipPath("a//b/")]
    #expect(Array(InputDiscovery(inputs: inputs) { _ in false }) == inputs)
  }

  @Test func listsPathsInByteOrder() throws {
    try tree.make("a/x.mp4", "a.mp4", "a-b/y.mp4", "B.mp4", "a/c/z.mp4", "ab.mp4", "é.mp4")
    let found = Array(discovery(tree.root))
    #expect(found.count == 7)
    let sorted = found.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    #expect(found == sorted)
  }

  @Test func foundPathsStartWithTheGivenDirectory() throws {
    try tree.make("d/x.mp4")
    let given = ClipPath(bytes: tree.path("d").bytes + Array("/".utf8))
    #expect(Array(discovery(given)) == [tree.path("d/x.mp4")])
    let doubled = ClipPath(bytes: tree.root.bytes + Array("//./d".utf8))
    #expect(Array(discovery(doubled)) == [doubled.appending("x.mp4".utf8)])
  }

  @Test func countsSkippedFilesAndIgnoresHiddenOnes() throws {
    try tree.make("notes.txt", "x.mp4", ".hidden.mp4", ".git/y.mp4", "sub/readme")
    mkfifo(tree.path("pipe.mp4").description, 0o600)
    let discovery = discovery(tree.root)
    #expect(Array(discovery) == [tree.path("x.mp4")])
    #expect(discovery.skippedCount == 3)
    #expect(discovery.clipCount == 1)
    #expect(Array(self.discovery(tree.path(".git"))) == [tree.path(".git/y.mp4")])
  }

  @Test func preservesTheBytesOfNames() throws {
    let names: [[UInt8]] = [Array("a b.mp4".utf8), Array("new\nline.mp4".utf8), [0xff, 0xfe] + Array(".mp4".utf8)]
    for name in names { try tree.makeFile(tree.root.appending(name)) }
    #expect(Array(discovery(tree.root)) == names.map { tree.root.appending($0) })
  }

  @Test func followsLinksWithoutLooping() throws {
    try tree.make("d/x.mp4", "outside/y.mp4")
    tree.link("d/again", to: "../d")
    tree.link("d/up", to: "..")
    tree.link("d/file.mp4", to: "x.mp4")
    tree.link("d/other", to: "../outside")
    tree.link("d/dangling.mp4", to: "nowhere")
    tree.link("d/dangling", to: "nowhere")
    tree.link("d/self.mp4", to: "self.mp4")
    let discovery = discovery(tree.path("d"))
    let below = Array(discovery).map { String($0.description.dropFirst(tree.root.description.count + 1)) }
    // The link `up` does not lead into `d` again, but to its siblings.
    let expected = ["dangling.mp4", "file.mp4", "other/y.mp4", "self.mp4", "up/outside/y.mp4", "x.mp4"]
    #expect(below == expected.map { "d/" + $0 })
    #expect(discovery.skippedCount == 1)
  }

  @Test func reportsDirectoriesWithoutMedia() throws {
    try tree.make("empty/", "text/a.txt", "full/x.mp4")
    let discovery = discovery(tree.path("empty"), tree.path("text"), tree.path("full"))
    #expect(Array(discovery) == [tree.path("full/x.mp4")])
    #expect(discovery.emptyDirectoryCount == 2)
    #expect(notices.all == ["empty", "text"].map { .directoryWithoutMedia(tree.path($0)) })
  }

  @Test(.disabled(if: geteuid() == 0, "root ignores permissions"))
  func continuesAfterAnUnreadableDirectory() throws {
    try tree.make("a/x.mp4", "b/y.mp4")
    chmod(tree.path("a").description, 0)
    defer { chmod(tree.path("a").description, 0o700) }
    let discovery = discovery(tree.root)
    #expect(Array(discovery) == [tree.path("b/y.mp4")])
    #expect(notices.all == [.unreadableDirectory(tree.path("a"), code: EACCES)])
    #expect(discovery.unreadableCount == 1)
  }

  @Test func continuesAfterAPathThatIsTooLong() throws {
    try tree.make("z.mp4")
    // Created directory by directory, because no path reaches that deep.
    var directory = open(tree.root.description, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    var depth = tree.root.bytes.count
    let name = String(repeating: "d", count: 250)
    while depth < 4_400 {
      mkdirat(directory, name, 0o700)
      let deeper = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      close(directory)
      directory = deeper
      depth += name.count + 1
    }
    close(directory)
    #expect(Array(discovery(tree.root)) == [tree.path("z.mp4")])
    #expect(notices.all.count == 1)
    guard case .unreadableDirectory(_, code: ENAMETOOLONG) = notices.all.first else {
      Issue.record("the notice is \(notices.all)")
      return
    }
  }
}

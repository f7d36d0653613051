import System
import Testing

@Suite("Clip paths")
struct ClipPathTests {
  @Test(
    "Folder and name of a path",
    arguments: [
      ("a/b.wav", "a", "b.wav"), ("b.wav", ".", "b.wav"), ("/b.wav", "/", "b.wav"), ("/a/b/c.wav", "/a/b", "c.wav"),
      ("./b.wav", ".", "b.wav"),
    ]
  )
  func parts(path: String, folder: String, name: String) {
    #expect(ClipPath(path).folder == ClipPath(folder) && ClipPath(path).name == ClipPath(name))
  }
}

import System
import Testing

@Suite("Paths of clips")
struct ClipPathTests {
  @Test(
    "The folder and the name of a path",
    arguments: [
      ("a/b.wav", "a", "b.wav"), ("b.wav", ".", "b.wav"), ("/b.wav", "/", "b.wav"), ("/a/b/c.wav", "/a/b", "c.wav"),
      ("./b.wav", ".", "b.wav"),
    ]
  )
  func parts(path: String, folder: String, name: String) {
    #expect(ClipPath(path).folder == ClipPath(folder) && ClipPath(path).name == ClipPath(name))
  }
}

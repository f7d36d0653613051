import Testing

@testable import System

@Suite("Spelling")
struct SpellingTests {
  @Test(
    "Edits between words",
    arguments: [("", "abc", 3), ("kitten", "sitting", 3), ("same", "same", 0), ("ab", "ba", 2), ("a", "", 1)]
  )
  func edits(one: String, other: String, count: Int) {
    #expect(Spelling.edits(from: one, to: other) == count && Spelling.edits(from: other, to: one) == count)
  }

  @Test(
    "The nearest word, if one is near",
    arguments: [
      ("analyse", "analyze"), ("Trian", "train"), ("evaluat", "evaluate"), ("inof", "info"), ("dance", nil), ("", nil),
      ("x", nil),
    ]
  )
  func nearest(word: String, meant: String?) {
    #expect(Spelling.nearest(to: word, among: ["analyze", "train", "evaluate", "info"]) == meant)
  }

  @Test("Addresses are recognised, paths are not")
  func addresses() {
    let advice = "only local files are read; download it first"
    for address in ["https://a.org/x.mp4", "rtsp://c", "S3://b/k", "x-1://y"] {
      #expect(ClipPath(address).addressAdvice == advice)
    }
    #expect(ClipPath("file:///a.mp4").addressAdvice == "only paths are read; leave out file://")
    for path in ["a.mp4", "/a://b", "a/b://c", "://x", "c:/x", "1://x"] { #expect(ClipPath(path).addressAdvice == nil) }
  }
}

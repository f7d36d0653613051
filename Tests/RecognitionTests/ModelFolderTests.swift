import Foundation
import TestSupport
import Testing

@testable import Recognition

@Suite("Where weights are looked for")
struct ModelFolderTests {
  @Test("Beside the binary, below its prefix, where the variable points")
  func order() {
    let candidates = ModelFolder.candidates(
      executable: "/opt/emo/bin/emocli",
      environment: ["EMOCLI_MODELS": "/weights"]
    )
    #expect(candidates == ["/opt/emo/bin", "/opt/emo/bin/Models", "/opt/emo/share/emocli", "/weights"])
    for environment in [[:], ["EMOCLI_MODELS": ""]] {
      #expect(ModelFolder.candidates(executable: "/opt/emo/bin/emocli", environment: environment).count == 3)
    }
  }

  @Test("A binary built in a checkout finds the checkout's, last")
  func checkout() throws {
    let built = "\(Repository.root)/.build/debug/emocli"
    let candidates = ModelFolder.candidates(executable: built, environment: ["EMOCLI_MODELS": "/weights"])
    #expect(Array(candidates.suffix(2)) == ["/weights", Repository.models])
    let folder = try WorkFolder()
    let elsewhere = ModelFolder.candidates(executable: folder.path(".build/debug/emocli"), environment: [:])
    #expect(!elsewhere.contains(folder.path("Models")), "there is no package")
  }

  @Test("The error names every folder and the variable")
  func message() {
    let text = ModelError.notFound(candidates: ["/a", "/b"]).description
    for word in ["/a", "/b", "EMOCLI_MODELS", ModelFolder.voiceEncoderName] { #expect(text.contains(word)) }
  }
}

import Foundation
import TestSupport
import Testing

@testable import Perception

@Suite("Search path of the weights")
struct ModelFolderTests {
  @Test("Beside the binary, under its prefix, then the environment variable")
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

  @Test("A binary built in a checkout finds the checkout's weights unless the variable names a folder")
  func checkout() throws {
    let built = "\(Repository.root)/.build/debug/emocli"
    #expect(ModelFolder.candidates(executable: built, environment: [:]).last == Repository.models)
    let folder = try WorkFolder()
    #expect(throws: ModelError.notInNamedFolder(folder.path)) {
      try ModelFolder.find(executable: built, environment: ["EMOCLI_MODELS": folder.path])
    }
    let elsewhere = ModelFolder.candidates(executable: folder.path(".build/debug/emocli"), environment: [:])
    #expect(!elsewhere.contains(folder.path("Models")), "there is no package")
  }

  @Test("Weights under the binary's prefix take precedence over the variable, valid or not")
  func prefix() throws {
    let folder = try WorkFolder()
    try folder.put("weights", "share/emocli/\(ModelFolder.voiceEncoderName)")
    let found = try ModelFolder.find(executable: folder.path("bin/emocli"), environment: ["EMOCLI_MODELS": "/none"])
    #expect(found == folder.path("share/emocli"))
  }

  @Test("The error names every folder and the variable")
  func message() {
    #expect(
      "\(ModelError.notInNamedFolder("/a"))" == "EMOCLI_MODELS names /a, which holds no voice-encoder.safetensors"
    )
    let text = ModelError.notFound(candidates: ["/a", "/b"]).description
    for word in ["/a", "/b", "EMOCLI_MODELS", ModelFolder.voiceEncoderName] { #expect(text.contains(word)) }
  }
}

import TestSupport
import Testing

@Suite("Wrong usage")
struct UsageTests {
  @Test(
    "Ends with status 64 and a usage message",
    arguments: [
      "analyze", "features --kind mel", "analyse CLIP", "analyze --no-such-option CLIP", "analyze --fields CLIP",
      "analyze --fields confidense CLIP", "analyze --fields path,,emotion CLIP", "analyze --labels joy CLIP",
      "analyze --labels happy, CLIP", "analyze --min-confidence 1.5 CLIP", "analyze --min-confidence nan CLIP",
      "analyze --timeline 0.05 CLIP", "analyze --timeline inf CLIP", "analyze --timeline sentence CLIP",
      "analyze --timeline utterances CLIP", "analyze --timeline= CLIP", "analyze --start=-1 CLIP",
      "analyze --duration 0 CLIP", "analyze --timeout 0 CLIP", "analyze --channel 0 CLIP",
      "analyze --channel left CLIP",
      "analyze -j 0 CLIP", "analyze -j many CLIP", "analyze --format xml CLIP", "analyze -q -v CLIP",
      "analyze --face-csv CLIP", "analyze --face-csv F CLIP CLIP", "analyze --face-csv F -",
      "analyze --face-csv F FOLDER", "analyze --face-csv F --face largest CLIP", "analyze --face-csv= CLIP",
      "analyze --face-csv F --face speaker CLIP", "analyze --face-csv F --modality voice CLIP",
      "analyze --speaker-by CLIP", "analyze --speaker-by name CLIP", "analyze --speaker-by regex: CLIP",
      "analyze --speaker-by regex:( CLIP", "analyze --speaker-by directory --channel each CLIP",
      "analyze --baseline B CLIP", "analyze --speaker-by directory --baseline= CLIP",
      "analyze --speaker-by directory --baseline CLIP CLIP", "evaluate --manifest M --speaker-by directory",
      "analyze --modality smell CLIP", "features CLIP", "features --kind smell CLIP",
      "features --kind mel --format npy CLIP CLIP", "features --kind mel --format npy -",
      "features --kind voice --format npy CLIP CLIP",
      "features --kind mel --format npy FOLDER", "features --kind mel --format npy --channel each CLIP", "models burn",
      "evaluate", "evaluate CLIP", "evaluate --manifest=", "evaluate --manifest M --records=",
      "evaluate --manifest M --format csv", "evaluate --manifest M -j 0", "evaluate --manifest M -q -v",
      "evaluate --manifest M -0", "evaluate --manifest CLIP --records CLIP",
      "train", "train --manifest M", "train --output O", "train --manifest= --output O", "train --manifest M --output=",
      "train --manifest M --output O --folds 1", "train --manifest M --output O --folds=",
      "train --manifest M --output O --encoders D", "train --manifest M --output O --folds 4 --encoders D",
      "train --manifest M --output O --records R", "train --manifest M --output O --personal-baseline",
      "train --manifest M --output O --epochs 0", "train --manifest M --output O --seed=-1",
      "train --manifest M --output O -j 0", "train --manifest M --output O -q -v", "train --manifest M --output O CLIP",
      "train --manifest M --output O --report O", "train --manifest CLIP --output CLIP",
      "train --manifest M --output O --identity name", "train --manifest M --output O --log CLIP --report CLIP",
    ]
  )
  func refused(words: String) throws {
    let arguments = words.split(separator: " ").map { word in
      switch word {
      case "CLIP": Argument(Repository.fixture("speech.wav"))
      case "FOLDER": Argument("\(Repository.root)/Fixtures")
      default: Argument(String(word))
      }
    }
    let result = try Program.run(arguments)
    #expect(result.status == 64 && result.output.isEmpty && result.error.contains("Usage:"), "\(words)")
  }
}

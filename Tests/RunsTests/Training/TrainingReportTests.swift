import Emotion
import Evaluation
import Foundation
import Learning
import Reporting
import System
import TestSupport
import Testing

@testable import Runs

@Suite struct TrainingReportTests {
  private func epoch(_ number: Int, _ training: Double, _ validation: Double?, isBest: Bool = false)
    -> FusionTraining.Epoch
  {
    FusionTraining.Epoch(
      number: number,
      trainingLoss: training,
      validationLoss: validation,
      learningRate: 0.001,
      seconds: 1.5,
      isBest: isBest
    )
  }

  private func report(evaluation: EvaluationReport? = nil) -> TrainingReport {
    TrainingReport(
      model: "emocli-trained <1>",
      warnings: ["they \"may\" know & flatter"],
      settings: [.init("seed", "1")],
      data: [.init("all", "3 clips")],
      failures: [.init("a.wav", "corrupt: no")],
      curves: [
        .init(
          name: "without fold 1",
          epochs: [epoch(1, 2, 1.5, isBest: true), epoch(2, 1, 1.25, isBest: true), epoch(3, 0.5, .nan)],
          keptEpoch: 2
        ),
        .init(name: "the model", epochs: [epoch(1, 2, nil)], keptEpoch: 1),
      ],
      evaluation: evaluation
    )
  }

  @Test func logHasARowForEachEpoch() throws {
    let folder = try WorkFolder()
    let log = try TrainingLog(folder.clip("l.csv"))
    try log.write(epoch(1, 1.25, 1.5, isBest: true), run: "a,b")
    #expect(try folder.text("l.csv").split(separator: "\n").count == 2)
    try log.write(epoch(2, 1, nil), run: TrainingLog.all)
    try log.finish()
    #expect(
      try folder.text("l.csv") == """
        fold,epoch,training_loss,validation_loss,learning_rate,seconds,best
        "a,b",1,1.250000,1.500000,0.001,1.500,1
        all,2,1.000000,,0.001,1.500,0

        """
    )
  }

  @Test func pageHasTheCurvesAndNoExternalResources() {
    let page = report().html
    for words in [
      "<title>Training of emocli-trained &lt;1&gt;</title>", "they &quot;may&quot; know &amp; flatter",
      "<h3>without fold 1: 3 epochs, epoch 2 kept</h3>", "<h3>the model: 1 epoch, epoch 1 kept</h3>",
      "<tr><th>seed</th><td>1</td></tr>", "corrupt: no", "<title>epoch 2: 1.2500</title>",
    ] {
      #expect(page.contains(words), "\(words)")
    }
    #expect(page.components(separatedBy: "<svg").count == 3 && page.components(separatedBy: "<circle").count == 2)
    for words in ["http", "src=", "nan", "Out-of-fold"] { #expect(!page.contains(words), "\(words)") }
  }

  @Test func pageHasTheFiguresOfTheFolds() {
    let labelled = [EmotionLabel.happy, .sad].map {
      LabelledRecord(truth: $0, corpus: "one", speaker: "a", record: SampleRecords.ok)
    }
    let evaluation = EvaluationReport(
      manifest: ClipPath("M.csv"),
      model: "m",
      isSplit: false,
      failedCount: 0,
      overlap: SpeakerOverlap([], trainedOn: []),
      evaluation: Evaluation(labelled)
    )
    let page = report(evaluation: evaluation).html
    #expect(page.contains("<h2>Out-of-fold figures</h2>") && page.contains("<td>one</td><td>fused</td><td>2</td>"))
  }

  @Test func gridLinesAreAtRoundNumbers() {
    let curve = TrainingReport.Curve(name: "c", epochs: [epoch(1, 2.13, 0.94), epoch(2, 0.31, 0.5)], keptEpoch: 2)
    let chart = LossChart(curve: curve).svg
    for mark in [">0.0<", ">0.5<", ">2.5<"] { #expect(chart.contains(mark), "\(mark)") }
    #expect(chart.contains("points=\"48.0,"))
  }
}

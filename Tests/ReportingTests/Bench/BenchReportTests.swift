import Formats
import Foundation
import Reporting
import System
import Testing

@testable import Media

@Suite struct BenchReportTests {
  private static func report(processorShare: Double = 1, isSoundOnly: Bool = false) -> BenchReport {
    let video = ClipInfo.Video(codec: "h264", width: 1280, height: 720, frameRate: 30)
    return BenchReport(
      version: "1.2.3",
      model: "emocli-av 4.5.6",
      machine: BenchReport.Machine(
        processor: "Some Processor",
        cores: 2,
        features: ["AVX2 FMA", "AVX-512"],
        kernels: "SkylakeX",
        ffmpeg: "5.1"
      ),
      clip: BenchReport.Clip(
        path: isSoundOnly ? ClipPath("a\u{1B}.wav") : nil,
        info: ClipInfo(
          container: "mp4",
          durationSeconds: 10,
          sound: ClipInfo.Sound(codec: "aac", channels: 1, sampleRate: 44_100),
          video: isSoundOnly ? nil : video,
          isStill: false
        ),
        durationSeconds: 10,
        coverage: isSoundOnly ? nil : 1,
        speechRatio: 0.756
      ),
      repeats: 5,
      processorShare: processorShare,
      stages: [
        BenchReport.Stage(name: "decoding_alone", secondsPerSecond: 0.04, ratio: 1),
        BenchReport.Stage(name: "face", secondsPerSecond: isSoundOnly ? 0 : 0.1, ratio: isSoundOnly ? 0 : 2.5),
      ],
      frames: isSoundOnly
        ? []
        : [
          BenchReport.FramePart(
            name: "action_units",
            count: 100,
            medianSeconds: 0.0012,
            ninetiethSeconds: 0.0034,
            ninetyNinthSeconds: 0.01
          )
        ]
    )
  }

  @Test func table() {
    #expect(
      Self.report().table() == """
        machine  Some Processor, 2 cores
        kernels  OpenBLAS SkylakeX; AVX2 FMA, AVX-512
        clip     synthetic; 10.0 s; h264 1280 × 720, 30 frames/s; aac 44.1 kHz; face 100 %; speech 76 %
        runs     5 on one core, after one to warm up; medians

        stage           s per s of clip  × real time  ÷ decoding
        decoding alone           0.0400         25.0        1.00
        face                     0.1000         10.0        2.50

        ms per frame  median  90 %   99 %  frames
        action units    1.20  3.40  10.00     100

        """
    )
  }

  @Test("A stage that took no time has no speed; control characters are escaped; a busy machine is reported")
  func soundOnly() {
    let lines = Self.report(processorShare: 0.42, isSoundOnly: true).table().split(separator: "\n")
    #expect(lines[2] == #"clip     a\u{1b}.wav; 10.0 s; aac 44.1 kHz; speech 76 %"#)
    #expect(lines[4] == "busy     other programs left it 42 % of a core: look at the ratios")
    #expect(lines.last?.split(separator: " ") == ["face", "–", "–", "–"])
    #expect(lines.count == 8)
  }

  @Test func json() {
    let text = Self.report().json.serialized()
    #expect(
      text == """
        {"schema":"emocli.bench/1","version":"1.2.3","model":"emocli-av 4.5.6",\
        "machine":{"processor":"Some Processor","cores":2,"features":["AVX2 FMA","AVX-512"],"blas_kernels":"SkylakeX",\
        "ffmpeg":"5.1"},\
        "clip":{"path":null,"duration_s":10,"video":{"codec":"h264","width":1280,"height":720,"frame_rate":30},\
        "sound":{"codec":"aac","channels":1,"rate":44100},"coverage":1,"speech_ratio":0.756},\
        "repeats":5,"processor_share":1,\
        "stages":{"decoding_alone":{"s_per_s":0.04,"realtime":25,"ratio":1},\
        "face":{"s_per_s":0.1,"realtime":10,"ratio":2.5}},\
        "frames":{"action_units":{"count":100,"median_ms":1.2,"p90_ms":3.4,"p99_ms":10}}}
        """
    )
    let sound = Self.report(isSoundOnly: true).json
    #expect(sound["stages"]?["face"]?["realtime"] == .null && sound["clip"]?["video"] == .null)
    #expect(sound["frames"] == .object([]))
  }
}

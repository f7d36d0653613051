import Foundation

extension BenchReport {
  /// Below this share of the processor the figures say more about other programs than about this one.
  private static let busyShare = 0.9

  /// The report as text: the machine and the clip, then a table of stages and one of frames.
  public func table(_ style: TableStyle = TableStyle()) -> String {
    let paint = TablePaint(isOn: style.colour)
    var text = facts.map { "\(DisplayText.padded($0, to: 9))\(DisplayText.escaped($1))\n" }.joined()
    if processorShare < Self.busyShare {
      let percent = Int((100 * processorShare).rounded())
      text += paint.warning("busy     other programs left it \(percent) % of a core: look at the ratios") + "\n"
    }
    text += "\n" + AlignedRows.text(stageRows, leftColumns: [0], title: paint.bold)
    if !frames.isEmpty { text += "\n" + AlignedRows.text(frameRows, leftColumns: [0], title: paint.bold) }
    return text
  }

  private var facts: [(String, String)] {
    [
      ("machine", "\(machine.processor ?? "processor unknown"), \(machine.cores) core\(machine.cores == 1 ? "" : "s")"),
      ("kernels", "OpenBLAS \(machine.kernels); \(machine.features.joined(separator: ", "))"),
      ("clip", clip.description),
      ("runs", "\(repeats) on one core, after one to warm up; medians"),
    ]
  }

  private var stageRows: [[String]] {
    [["stage", "s per s of clip", "× real time", "÷ decoding"]]
      + stages.map { stage in
        guard let speed = stage.timesRealTime else { return [Self.spoken(stage.name), "–", "–", "–"] }
        return [
          Self.spoken(stage.name), String(format: "%.4f", stage.secondsPerSecond), String(format: "%.1f", speed),
          String(format: "%.2f", stage.ratio),
        ]
      }
  }

  private var frameRows: [[String]] {
    [["ms per frame", "median", "90 %", "99 %", "frames"]]
      + frames.map { part in
        let times = [part.medianSeconds, part.ninetiethSeconds, part.ninetyNinthSeconds]
        return [Self.spoken(part.name)] + times.map { String(format: "%.2f", 1000 * $0) } + ["\(part.count)"]
      }
  }

  private static func spoken(_ name: String) -> String { name.replacing("_", with: " ") }
}

extension BenchReport.Clip: CustomStringConvertible {
  public var description: String {
    let video = info.video.map { video in
      let rate = video.frameRate.map { String(format: ", %.4g frames/s", $0) } ?? ""
      return "\(video.codec) \(video.width) × \(video.height)\(rate)"
    }
    let sound = info.sound.map { "\($0.codec) " + String(format: "%.4g kHz", Double($0.sampleRate) / 1000) }
    let found = [(name: "face", share: coverage), (name: "speech", share: speechRatio)].map { name, share in
      share.map { "\(name) \(Int((100 * $0).rounded())) %" }
    }
    let name = path?.description ?? "synthetic"
    let facts = [name, String(format: "%.1f s", durationSeconds), video, sound] + found
    return facts.compactMap(\.self).joined(separator: "; ")
  }
}

import Formats

extension Sidecar {
  /// Praat's TextGrid, in its long form: a tier with the emotions and one with how sure they are, both without gaps.
  var textGrid: String {
    let tiers: [(name: String, text: (Mark) -> String)] = [
      ("emotion", \.emotion), ("confidence", { decimalText(of: $0.confidence) }),
    ]
    let intervals = intervals
    let bounds = { (indent: String, start: Int, end: Int) in
      "\(indent)xmin = \(Self.seconds(start))\n\(indent)xmax = \(Self.seconds(end))\n"
    }
    var text = "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n\(bounds("", 0, end))"
    text += "tiers? <exists>\nsize = \(tiers.count)\nitem []:\n"
    for (index, tier) in tiers.enumerated() {
      text += "    item [\(index + 1)]:\n        class = \"IntervalTier\"\n        name = \"\(tier.name)\"\n"
      text += "\(bounds("        ", 0, end))        intervals: size = \(intervals.count)\n"
      for (number, interval) in intervals.enumerated() {
        text += "        intervals [\(number + 1)]:\n\(bounds("            ", interval.start, interval.end))"
        text += "            text = \"\(interval.mark.map(tier.text) ?? "")\"\n"
      }
    }
    return text
  }

  /// The marks and the stretches between them.
  private var intervals: [(start: Int, end: Int, mark: Mark?)] {
    var intervals: [(start: Int, end: Int, mark: Mark?)] = []
    var last = 0
    for mark in marks {
      if mark.start > last { intervals.append((last, mark.start, nil)) }
      intervals.append((mark.start, mark.end, mark))
      last = mark.end
    }
    // A tier has one interval at least.
    if last < end || intervals.isEmpty { intervals.append((last, end, nil)) }
    return intervals
  }

  private static func seconds(_ milliseconds: Int) -> String {
    decimalText(of: Double(milliseconds) / 1_000)
  }
}

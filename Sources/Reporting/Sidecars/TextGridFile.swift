import Formats
import Foundation

/// Annotation tiers as Praat's TextGrid in its long form. A tier there has no gaps: between two annotations lies an
/// interval without text.
struct TextGridFile {
  private let tiers: [AnnotationTier]
  private let end: Int

  init(_ sidecar: Sidecar) {
    (tiers, end) = (AnnotationTier.tiers(of: sidecar), sidecar.end)
  }

  var text: String {
    var text = "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n\(bounds("", 0, end))"
    text += "tiers? <exists>\nsize = \(tiers.count)\nitem []:\n"
    for (index, tier) in tiers.enumerated() {
      let intervals = intervals(tier.annotations)
      text += "    item [\(index + 1)]:\n        class = \"IntervalTier\"\n        name = \"\(escaped(tier.name))\"\n"
      text += "\(bounds("        ", 0, end))        intervals: size = \(intervals.count)\n"
      for (number, interval) in intervals.enumerated() {
        text += "        intervals [\(number + 1)]:\n\(bounds("            ", interval.start, interval.end))"
        text += "            text = \"\(escaped(interval.text))\"\n"
      }
    }
    return text
  }

  /// The annotations and the gaps between them.
  private func intervals(_ annotations: [AnnotationTier.Annotation]) -> [AnnotationTier.Annotation] {
    var intervals: [AnnotationTier.Annotation] = []
    var last = 0
    for annotation in annotations {
      if annotation.start > last { intervals.append(.init(start: last, end: annotation.start, text: "")) }
      intervals.append(annotation)
      last = annotation.end
    }
    // A tier needs at least one interval.
    if last < end || intervals.isEmpty { intervals.append(.init(start: last, end: end, text: "")) }
    return intervals
  }

  private func bounds(_ indent: String, _ start: Int, _ end: Int) -> String {
    "\(indent)xmin = \(seconds(start))\n\(indent)xmax = \(seconds(end))\n"
  }

  private func seconds(_ milliseconds: Int) -> String { decimalText(of: Double(milliseconds) / 1_000) }

  /// A quote within a text is doubled.
  private func escaped(_ text: String) -> String { text.replacing("\"", with: "\"\"") }
}

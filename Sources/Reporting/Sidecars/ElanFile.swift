/// Annotation tiers as ELAN's EAF 3.0. Annotations of the same time on several tiers share their time slots.
struct ElanFile {
  /// A stretch of time, in milliseconds.
  private struct Span: Hashable {
    let start: Int
    let end: Int
  }

  private let tiers: [AnnotationTier]
  private let media: MediaLink
  private let model: String
  private let modified: String?
  /// In order of time.
  private let slots: [Int]
  /// The numbers of each span's slots, from 1.
  private let slotsOfSpan: [Span: (first: Int, last: Int)]

  init(_ sidecar: Sidecar, media: MediaLink) {
    tiers = AnnotationTier.tiers(of: sidecar)
    (self.media, model, modified) = (media, sidecar.model, sidecar.modified)
    let spans = Set(tiers.flatMap(\.annotations).map { Span(start: $0.start, end: $0.end) })
    let ends = spans.flatMap { [($0.start, true, $0), ($0.end, false, $0)] }.sorted {
      // An annotation that ends where another begins comes first.
      ($0.0, $0.1 ? 1 : 0, $0.2.start, $0.2.end) < ($1.0, $1.1 ? 1 : 0, $1.2.start, $1.2.end)
    }
    slots = ends.map(\.0)
    var slotsOfSpan: [Span: (first: Int, last: Int)] = [:]
    for (index, (_, isStart, span)) in ends.enumerated() {
      if isStart { slotsOfSpan[span, default: (0, 0)].first = index + 1 }
      if !isStart { slotsOfSpan[span, default: (0, 0)].last = index + 1 }
    }
    self.slotsOfSpan = slotsOfSpan
  }

  var text: String {
    let relative = media.relative.map { " RELATIVE_MEDIA_URL=\"\($0)\"" } ?? ""
    let count = tiers.reduce(0) { $0 + $1.annotations.count }
    let order = slots.enumerated().map { "<TIME_SLOT TIME_SLOT_ID=\"ts\($0 + 1)\" TIME_VALUE=\"\($1)\"/>\n" }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <ANNOTATION_DOCUMENT AUTHOR="\(escapedXML(model))" DATE="\(modified ?? "1970-01-01T00:00:00Z")" \
      FORMAT="3.0" VERSION="3.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
      <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
      <MEDIA_DESCRIPTOR MEDIA_URL="\(media.address)" MIME_TYPE="\(escapedXML(media.type))"\(relative)/>
      <PROPERTY NAME="lastUsedAnnotationId">\(count)</PROPERTY>
      </HEADER>
      <TIME_ORDER>
      \(order.joined())</TIME_ORDER>
      \(tierTexts)\
      <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>
      </ANNOTATION_DOCUMENT>

      """
  }

  private var tierTexts: String {
    var number = 0
    return tiers.map { tier in
      let annotations = tier.annotations.map { annotation in
        number += 1
        return text(of: annotation, number: number)
      }
      return """
        <TIER LINGUISTIC_TYPE_REF="default-lt" TIER_ID="\(escapedXML(tier.name))">
        \(annotations.joined())</TIER>

        """
    }.joined()
  }

  private func text(of annotation: AnnotationTier.Annotation, number: Int) -> String {
    let slots = slotsOfSpan[Span(start: annotation.start, end: annotation.end)] ?? (0, 0)
    return """
      <ANNOTATION>
      <ALIGNABLE_ANNOTATION ANNOTATION_ID="a\(number)" TIME_SLOT_REF1="ts\(slots.first)" \
      TIME_SLOT_REF2="ts\(slots.last)">
      <ANNOTATION_VALUE>\(escapedXML(annotation.text))</ANNOTATION_VALUE>
      </ALIGNABLE_ANNOTATION>
      </ANNOTATION>

      """
  }
}

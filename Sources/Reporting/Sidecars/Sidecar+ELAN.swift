import Formats

extension Sidecar {
  /// ELAN's EAF 3.0: a tier with the emotions and one with how sure they are.
  func elan(_ media: MediaLink) -> String {
    let tiers = [
      tier("emotion", firstNumber: 1, \.emotion),
      tier("confidence", firstNumber: marks.count + 1) { decimalText(of: $0.confidence) },
    ]
    let relative = media.relative.map { " RELATIVE_MEDIA_URL=\"\($0)\"" } ?? ""
    let slots = marks.indices.flatMap { [(2 * $0 + 1, marks[$0].start), (2 * $0 + 2, marks[$0].end)] }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <ANNOTATION_DOCUMENT AUTHOR="\(Self.escaped(model))" DATE="\(modified ?? "1970-01-01T00:00:00Z")" \
      FORMAT="3.0" VERSION="3.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
      <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
      <MEDIA_DESCRIPTOR MEDIA_URL="\(media.address)" MIME_TYPE="\(Self.escaped(media.type))"\(relative)/>
      <PROPERTY NAME="lastUsedAnnotationId">\(2 * marks.count)</PROPERTY>
      </HEADER>
      <TIME_ORDER>
      \(slots.map { "<TIME_SLOT TIME_SLOT_ID=\"ts\($0)\" TIME_VALUE=\"\($1)\"/>\n" }.joined())</TIME_ORDER>
      \(tiers.joined())\
      <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>
      </ANNOTATION_DOCUMENT>

      """
  }

  private func tier(_ name: String, firstNumber: Int, _ text: (Mark) -> String) -> String {
    let annotations = marks.enumerated().map { index, mark in
      """
      <ANNOTATION>
      <ALIGNABLE_ANNOTATION ANNOTATION_ID="a\(firstNumber + index)" TIME_SLOT_REF1="ts\(2 * index + 1)" \
      TIME_SLOT_REF2="ts\(2 * index + 2)">
      <ANNOTATION_VALUE>\(Self.escaped(text(mark)))</ANNOTATION_VALUE>
      </ALIGNABLE_ANNOTATION>
      </ANNOTATION>

      """
    }
    return """
      <TIER LINGUISTIC_TYPE_REF="default-lt" TIER_ID="\(name)">
      \(annotations.joined())</TIER>

      """
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      default: String(scalar)
      }
    }.joined()
  }
}

import Formats

/// A tier of annotations, as Praat and ELAN have them: in order, without overlaps.
struct AnnotationTier {
  struct Annotation {
    /// In milliseconds from the clip's start.
    let start: Int
    let end: Int
    let text: String
  }

  let name: String
  let annotations: [Annotation]

  /// The tiers of a sidecar file.
  ///
  /// One channel has the tiers `emotion` and `confidence`. Of several channels, each has a tier of emotions with its own
  /// name. Texts of a transcript are in the tier `text`, or `NAME text`. Stretches that overlap move to further tiers:
  /// `emotion 2`, `text 2`.
  static func tiers(of sidecar: Sidecar) -> [AnnotationTier] {
    sidecar.tracks.flatMap { track -> [AnnotationTier] in
      let marks = SidecarMark.marks(track.segments)
      let title = track.channel?.title
      var kinds: [(name: String, text: (SidecarMark) -> String?)] = [(title ?? "emotion", \.emotion)]
      if title == nil { kinds.append(("confidence", { $0.roundedConfidence.map { decimalText(of: $0) } })) }
      if sidecar.hasText { kinds.append((title.map { "\($0) text" } ?? "text", \.text)) }
      return layers(marks).enumerated().flatMap { number, layer in
        kinds.map { kind in
          AnnotationTier(
            name: number == 0 ? kind.name : "\(kind.name) \(number + 1)",
            annotations: layer.compactMap { mark in
              kind.text(mark).map { Annotation(start: mark.start, end: mark.end, text: $0) }
            }
          )
        }
      }
    }
  }

  /// Divides marks into layers without overlaps, each mark into the first where it fits; at least one layer.
  private static func layers(_ marks: [SidecarMark]) -> [[SidecarMark]] {
    var layers: [[SidecarMark]] = [[]]
    for mark in marks {
      if let index = layers.firstIndex(where: { $0.last.map { $0.end <= mark.start } ?? true }) {
        layers[index].append(mark)
      } else {
        layers.append([mark])
      }
    }
    return layers
  }
}

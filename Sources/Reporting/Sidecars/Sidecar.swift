import Formats
import Foundation
import Glibc
import Media
import Records
import System

/// The formats of annotation files with a clip's emotion over time.
public enum SidecarFormat: String, CaseIterable, Sendable {
  /// SubRip subtitles.
  case srt
  /// WebVTT subtitles.
  case vtt
  /// Praat's annotation tiers.
  case textgrid
  /// ELAN's annotation tiers.
  case eaf

  /// The extension that the format's programs use.
  public var fileExtension: String {
    self == .textgrid ? "TextGrid" : rawValue
  }
}

/// A clip's emotion over time, as annotations for other programs.
public struct Sidecar: Sendable {
  /// An interval with an emotion.
  private struct Mark {
    /// In milliseconds from the clip's start.
    let start: Int
    let end: Int
    let emotion: String
    /// 0…1, to four decimals as in the record.
    let confidence: Double

    /// The text to display: `happy 82 %` or `uncertain`.
    var caption: String {
      emotion == EmotionVerdict.uncertain.rawValue ? emotion : "\(emotion) \(Int((confidence * 100).rounded())) %"
    }
  }

  /// In ascending order, without overlaps.
  private let marks: [Mark]
  /// The end of the analysed part, in milliseconds from the clip's start.
  private let end: Int
  /// ISO 8601.
  private let modified: String?
  private let model: String
  private let clip: ClipPath

  /// Creates the annotations of a record; nil if it has no segments, as for a still image.
  ///
  /// - Parameter startSeconds: The start of the analysed part.
  public init?(_ record: ClipRecord, startSeconds: Double) {
    guard let analysis = record.analysis, let segments = analysis.segments else { return nil }
    if analysis.durationSeconds <= 0 { return nil }
    clip = record.path
    modified = record.modified
    model = analysis.model
    func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1_000).rounded()) }
    var last = 0
    marks = segments.compactMap { segment in
      let (start, end) = (max(last, milliseconds(segment.startSeconds)), milliseconds(segment.endSeconds))
      guard let emotion = segment.emotion, let confidence = segment.confidence, start < end else { return nil }
      last = end
      let rounded = (confidence * 10_000).rounded() / 10_000
      return Mark(start: start, end: end, emotion: emotion.rawValue, confidence: rounded)
    }
    end = max(last, milliseconds(startSeconds + analysis.durationSeconds))
  }

  /// Returns the file's text.
  ///
  /// - Parameter folder: The directory of the file.
  public func text(as format: SidecarFormat, in folder: ClipPath) -> String {
    switch format {
    case .srt: subRip
    case .vtt: webVTT
    case .textgrid: textGrid
    case .eaf: elan(MediaLink(to: clip, from: folder))
    }
  }
}

extension Sidecar {
  /// SubRip: numbered cues, a comma before the milliseconds.
  private var subRip: String {
    marks.enumerated().map { index, mark in
      "\(index + 1)\n\(Self.clock(mark.start, ",")) --> \(Self.clock(mark.end, ","))\n\(mark.caption)\n\n"
    }.joined()
  }

  /// WebVTT (W3C).
  private var webVTT: String {
    "WEBVTT\n\nNOTE emotion over time by \(model)\n\n"
      + marks.map { mark in
        "\(Self.clock(mark.start, ".")) --> \(Self.clock(mark.end, "."))\n\(mark.caption)\n\n"
      }.joined()
  }

  /// `00:01:02,345`
  private static func clock(_ milliseconds: Int, _ separator: String) -> String {
    func padded(_ number: Int, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let seconds = milliseconds / 1_000
    let time = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0) }.joined(separator: ":")
    return time + separator + padded(milliseconds % 1_000, 3)
  }
}

extension Sidecar {
  /// Praat's TextGrid in its long form: a tier of emotions and a tier of confidences, both without gaps.
  private var textGrid: String {
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

  /// The marks and the gaps between them.
  private var intervals: [(start: Int, end: Int, mark: Mark?)] {
    var intervals: [(start: Int, end: Int, mark: Mark?)] = []
    var last = 0
    for mark in marks {
      if mark.start > last { intervals.append((last, mark.start, nil)) }
      intervals.append((mark.start, mark.end, mark))
      last = mark.end
    }
    // A tier needs at least one interval.
    if last < end || intervals.isEmpty { intervals.append((last, end, nil)) }
    return intervals
  }

  private static func seconds(_ milliseconds: Int) -> String {
    decimalText(of: Double(milliseconds) / 1_000)
  }
}

extension Sidecar {
  /// ELAN's EAF 3.0: a tier of emotions and a tier of confidences.
  private func elan(_ media: MediaLink) -> String {
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

/// An annotation file's reference to its clip.
struct MediaLink {
  /// A `file:` URL.
  let address: String
  /// The clip's URL relative to the annotation file's directory, or nil if it is in another directory.
  let relative: String?
  /// The MIME type, such as `video/mp4`.
  let type: String

  init(to clip: ClipPath, from folder: ClipPath) {
    let parent = Self.absolute(clip.folder)
    let name = Self.escaped(clip.name.bytes)
    address = "file://" + Self.escaped(parent) + (parent.last == Self.slash ? "" : "/") + name
    relative = Self.absolute(folder) == parent ? "./\(name)" : nil
    let kind = MediaKind(fileExtension: clip.fileExtension) ?? .video
    let major = kind == .sound ? "audio" : kind == .still ? "image" : "video"
    type = "\(major)/\(Self.subtypes[clip.fileExtension] ?? "*")"
  }

  private static let slash = UInt8(ascii: "/")
  private static let subtypes = [
    "wav": "x-wav", "mp3": "mpeg", "ogg": "ogg", "opus": "ogg", "flac": "flac", "m4a": "mp4", "mp4": "mp4",
    "m4v": "mp4", "mov": "quicktime", "qt": "quicktime", "mkv": "x-matroska", "webm": "webm", "avi": "x-msvideo",
    "mpg": "mpeg", "mpeg": "mpeg",
  ]

  /// Resolves the links of a path; returns the path unchanged if it does not exist.
  private static func absolute(_ path: ClipPath) -> [UInt8] {
    guard let resolved = path.withCString({ realpath($0, nil) }) else { return path.bytes }
    defer { free(resolved) }
    return UnsafeBufferPointer(start: resolved, count: strlen(resolved)).map { UInt8(bitPattern: $0) }
  }

  /// Percent-encodes all bytes except those that are allowed in a URL.
  private static func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let scalar = Unicode.Scalar(byte)
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (48...57).contains(byte))
      if isPlain || "/-._~".unicodeScalars.contains(scalar) { return String(Character(scalar)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }
}

import Face
import Media
import System

/// The streams of a clip to analyse.
public enum ModalityChoice: String, CaseIterable, Sendable {
  /// The streams that the clip has.
  case auto
  /// Voice and face; a clip that lacks one fails.
  case both
  case voice
  case face

  public var wantsVoice: Bool { self != .face }
  public var wantsFace: Bool { self != .voice }
}

/// The part and streams of a clip to perceive.
public struct PerceptionOptions: Equatable, Sendable {
  /// Minimum seconds between two frames of an analysis.
  public static let frameInterval = 0.1

  public var channel: ChannelChoice = .mix
  public var modality: ModalityChoice = .auto
  /// Which face is selected.
  public var face: FaceChoice = .speaker
  /// A face table in OpenFace's format, read instead of the frames.
  public var faceTable: FaceTableReference?
  /// The analysed part of the clip, in seconds from its start; without a duration, to the end.
  public var startSeconds = 0.0
  public var durationSeconds: Double?
  /// The time limit for a clip.
  public var timeLimit = TimeLimit()

  public init() {}

  /// Whether faces are detected in the clip's own frames.
  var wantsFrames: Bool { modality.wantsFace && faceTable == nil }

  /// The number, from 1, of the channel at array index `index`; nil for the mix.
  public func channelNumber(_ index: Int) -> Int? {
    switch channel {
    case .mix: nil
    case .one(let number): number
    case .each: index + 1
    }
  }
}

extension Double {
  /// The number as a user would type it, without decimals if it is whole.
  public var typed: String {
    Int(exactly: self).map(String.init) ?? "\(self)"
  }
}

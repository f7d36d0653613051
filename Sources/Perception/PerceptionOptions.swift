import Face
import Media
import System

/// Which streams of a clip are wanted.
public enum ModalityChoice: String, CaseIterable, Sendable {
  /// Whatever the clip has.
  case auto
  /// Voice and face; a clip that lacks one fails.
  case both
  case voice
  case face

  public var wantsVoice: Bool { self != .face }
  public var wantsFace: Bool { self != .voice }
}

/// What of a clip is heard and seen.
public struct PerceptionOptions: Equatable, Sendable {
  public var channel: ChannelChoice = .mix
  public var modality: ModalityChoice = .auto
  /// Whose face counts.
  public var face: FaceChoice = .speaker
  /// A table of face measurements as OpenFace writes them, which is read instead of the frames.
  public var faceTable: FaceTableReference?
  /// The part of the clip, in seconds from its start; nil for all the rest.
  public var startSeconds = 0.0
  public var durationSeconds: Double?
  /// How long a clip may take.
  public var timeLimit = TimeLimit()

  public init() {}

  /// Faces are looked for in the clip's own frames.
  var wantsFrames: Bool { modality.wantsFace && faceTable == nil }

  /// The number, from 1, of the channel that comes out as array `index`; nil for the mix.
  public func channelNumber(_ index: Int) -> Int? {
    switch channel {
    case .mix: nil
    case .one(let number): number
    case .each: index + 1
    }
  }
}

extension Double {
  /// The number as a user types it, without decimals where it is whole.
  public var typed: String {
    Int(exactly: self).map(String.init) ?? "\(self)"
  }
}

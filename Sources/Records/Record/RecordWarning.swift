/// A reason to trust a record less. The list only grows.
public enum RecordWarning: String, CaseIterable, Codable, Sendable {
  case severalSoundStreams = "several sound streams"
  case severalVideoStreams = "several picture streams"
  case cutOff = "cut off"
  case damaged = "damaged"
  case emptySoundStream = "empty sound stream"
  case emptyVideoStream = "empty picture stream"
  case noSoundDecoder = "no decoder for the sound"
  case noVideoDecoder = "no decoder for the picture"
  case outOfPhase = "channels out of phase"
  case clipped
  case quiet
  case telephoneBand = "telephone band"
  case littleSpeech = "little speech"
  case noSpeech = "no speech"
  case noFace = "no face"
  case backlit
  case dark
  case blurred
  case tooSmall = "too small"
  case profile
  case notUpright = "face not upright"
  case squeezed = "squeezed picture"
  case severalFaces = "several faces"
  case lowFrameRate = "low frame rate"
  case disagreement = "voice and face disagree"

  /// What the warning means, as a phrase.
  public var meaning: String {
    switch self {
    case .severalSoundStreams: "the file has several sound streams; the one FFmpeg ranks best was used"
    case .severalVideoStreams: "the file has several video streams; the one FFmpeg ranks best was used"
    case .cutOff: "the file ends before the length its header declares"
    case .damaged: "parts could not be decoded and were left out"
    case .emptySoundStream: "the sound stream has no sound"
    case .emptyVideoStream: "the video stream has no frames"
    case .noSoundDecoder: "the sound could not be decoded; the face was used alone"
    case .noVideoDecoder: "the video could not be decoded; the voice was used alone"
    case .outOfPhase: "the sound channels cancel each other, as if one were wired backwards; one was used"
    case .clipped: "the recording was too loud for its equipment; peaks are cut off"
    case .quiet: "the speech is below −50 dB of full scale; quiet recordings are taken for calm or sad ones"
    case .telephoneBand: "the speech has nothing above 4 kHz, as on a telephone; the networks learned from more"
    case .littleSpeech: "there is less than 0.7 s of speech"
    case .noSpeech: "there is sound, but no speech in it"
    case .noFace: "there is video, but no face in it"
    case .backlit: "the face is darker than its surroundings in at least half of the frames with it"
    case .dark: "the face is dark in at least half of the frames with it"
    case .blurred: "the face is blurred in at least half of the frames with it"
    case .tooSmall: "the outer eye corners are under about 25 pixels apart in at least half of the frames with the face"
    case .profile: "the head is turned so far that one side is hidden in at least half of the frames with the face"
    case .notUpright:
      "the face lies on a side or upside down in at least half of the frames with it; it was read turned upright"
    case .squeezed:
      "the face is much narrower or wider than faces are: the picture seems to be squeezed or stretched, and the face "
        + "is misread; correct the file's aspect ratio"
    case .severalFaces: "a fifth of the frames or more show several faces"
    case .lowFrameRate: "the video has fewer than 15 frames a second"
    case .disagreement: "agreement is below 0.5"
    }
  }
}

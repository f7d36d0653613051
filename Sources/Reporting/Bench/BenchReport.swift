import Formats
import Media
import System

/// What a machine does with one clip: the speed of each stage, and the time of the face networks on each frame.
public struct BenchReport: Sendable {
  /// The machine and the libraries.
  public struct Machine: Sendable {
    /// The processor's name; nil if the system does not tell.
    public let processor: String?
    /// The cores available to the process. An analysis uses one; a batch, one for each worker.
    public let cores: Int
    /// The processor features that the kernels use.
    public let features: [String]
    /// The name of OpenBLAS's kernels.
    public let kernels: String
    /// The version of FFmpeg.
    public let ffmpeg: String

    public init(processor: String?, cores: Int, features: [String], kernels: String, ffmpeg: String) {
      self.processor = processor
      self.cores = cores
      self.features = features
      self.kernels = kernels
      self.ffmpeg = ffmpeg
    }
  }

  /// The clip that was analysed.
  public struct Clip: Sendable {
    /// Nil for a clip that was made for the measurement.
    public let path: ClipPath?
    public let info: ClipInfo
    /// Duration of the analysed part.
    public let durationSeconds: Double
    /// The fraction of the frames that show a face; nil without one.
    public let coverage: Double?
    /// The fraction of the clip that is speech; nil without any.
    public let speechRatio: Double?

    public init(path: ClipPath?, info: ClipInfo, durationSeconds: Double, coverage: Double?, speechRatio: Double?) {
      self.path = path
      self.info = info
      self.durationSeconds = durationSeconds
      self.coverage = coverage
      self.speechRatio = speechRatio
    }
  }

  /// A stage of the analysis; medians over the repetitions.
  public struct Stage: Equatable, Sendable {
    public let name: String
    /// Seconds of wall time per second of clip.
    public let secondsPerSecond: Double
    /// The time as a multiple of decoding the clip and doing nothing else.
    public let ratio: Double

    public init(name: String, secondsPerSecond: Double, ratio: Double) {
      self.name = name
      self.secondsPerSecond = secondsPerSecond
      self.ratio = ratio
    }

    /// Seconds of clip per second; nil for a stage that took no time.
    public var timesRealTime: Double? { secondsPerSecond > 0 ? 1 / secondsPerSecond : nil }
  }

  /// A part of the face analysis, by frame.
  public struct FramePart: Equatable, Sendable {
    public let name: String
    /// The number of frames measured.
    public let count: Int
    public let medianSeconds: Double
    /// The 90th and the 99th percentile.
    public let ninetiethSeconds: Double
    public let ninetyNinthSeconds: Double

    public init(
      name: String,
      count: Int,
      medianSeconds: Double,
      ninetiethSeconds: Double,
      ninetyNinthSeconds: Double
    ) {
      self.name = name
      self.count = count
      self.medianSeconds = medianSeconds
      self.ninetiethSeconds = ninetiethSeconds
      self.ninetyNinthSeconds = ninetyNinthSeconds
    }
  }

  public let version: String
  /// Name and version of the fusion model.
  public let model: String
  public let machine: Machine
  public let clip: Clip
  /// The number of repetitions, besides one that warmed up.
  public let repeats: Int
  /// Processor time over wall time while the clip was analysed: below 1 if other programs used the core.
  public let processorShare: Double
  public let stages: [Stage]
  /// Empty for a clip without video.
  public let frames: [FramePart]

  public init(
    version: String,
    model: String,
    machine: Machine,
    clip: Clip,
    repeats: Int,
    processorShare: Double,
    stages: [Stage],
    frames: [FramePart]
  ) {
    self.version = version
    self.model = model
    self.machine = machine
    self.clip = clip
    self.repeats = repeats
    self.processorShare = processorShare
    self.stages = stages
    self.frames = frames
  }
}

extension BenchReport {
  /// The report as one object. A value that does not exist is `null`.
  public var json: JSONValue {
    [
      "schema": "emocli.bench/1",
      "version": .string(version),
      "model": .string(model),
      "machine": [
        "processor": machine.processor.map(JSONValue.string) ?? .null,
        "cores": .integer(machine.cores),
        "features": .array(machine.features.map(JSONValue.string)),
        "blas_kernels": .string(machine.kernels),
        "ffmpeg": .string(machine.ffmpeg),
      ],
      "clip": clip.json,
      "repeats": .integer(repeats),
      "processor_share": .rounded(processorShare, places: 2),
      "stages": .object(
        stages.map { stage in
          let value: JSONValue = [
            "s_per_s": .rounded(stage.secondsPerSecond, places: 5),
            "realtime": .rounded(stage.timesRealTime, places: 2),
            "ratio": .rounded(stage.ratio, places: 3),
          ]
          return JSONValue.Member(stage.name, value)
        }
      ),
      "frames": .object(
        frames.map { part in
          let value: JSONValue = [
            "count": .integer(part.count),
            "median_ms": .rounded(1000 * part.medianSeconds, places: 3),
            "p90_ms": .rounded(1000 * part.ninetiethSeconds, places: 3),
            "p99_ms": .rounded(1000 * part.ninetyNinthSeconds, places: 3),
          ]
          return JSONValue.Member(part.name, value)
        }
      ),
    ]
  }
}

extension BenchReport.Clip {
  fileprivate var json: JSONValue {
    let video: JSONValue? = info.video.map { video in
      [
        "codec": .string(video.codec),
        "width": .integer(video.width),
        "height": .integer(video.height),
        "frame_rate": .rounded(video.frameRate, places: 3),
      ]
    }
    let sound: JSONValue? = info.sound.map { sound in
      [
        "codec": .string(sound.codec),
        "channels": .integer(sound.channels),
        "rate": .integer(sound.sampleRate),
      ]
    }
    return [
      "path": path.map { .string($0.description) } ?? .null,
      "duration_s": .rounded(durationSeconds, places: 3),
      "video": video ?? .null,
      "sound": sound ?? .null,
      "coverage": .rounded(coverage, places: 4),
      "speech_ratio": .rounded(speechRatio, places: 4),
    ]
  }
}

extension JSONValue {
  fileprivate static func rounded(_ value: Double?, places: Int) -> JSONValue {
    value.map { .number($0.rounded(places: places)) } ?? .null
  }
}

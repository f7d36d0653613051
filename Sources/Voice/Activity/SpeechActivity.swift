import Foundation

/// Voice activity detection: tells speech from silence, noise, tones and music, one log-mel step at a time.
///
/// `SpeechDetector` gives the probability of speech. Steps above ½ form runs; a run is speech if it lasts at least
/// 0.1 s, is certain somewhere and is not a tone. Gaps of up to 150 ms within speech count as speech. Quiet recordings
/// are raised first: see `RecordingLevel`. Stores 7 bytes a
/// step.
public struct SpeechActivity {
  /// A clip with fewer seconds of speech counts as having none.
  public static let minSeconds = 0.2

  static let likelyLogOdds = logOdds(0.5)
  static let certainLogOdds = logOdds(0.95)
  /// Below these log-odds a step counts as pure noise.
  static let unlikelyLogOdds = logOdds(0.1)
  /// With at least this many pure-noise steps, the noise elsewhere is limited to `maxNoiseRise` decibels above their
  /// mean.
  static let minQuiet = 30
  static let maxNoiseRise = 6.0
  /// Upper limit on log-mel values, which no sound below full scale reaches. Keeps larger values and NaN out of the
  /// network's state.
  private static let maxLogMel: Float = 20
  private static let logFloor = log(LogMel.floor)
  /// Fewest speech steps that tell the telephone band, and its level above 4.6 kHz, in decibels below the vowels. Studio
  /// speech has −14 to −35, a telephone's −55 or less.
  private static let minBandSteps = 50
  private static let telephoneBand = -46.0
  static let minRun = 10
  static let maxGap = 15

  private let detector: SpeechDetector
  private var state = SpeechDetector.State()
  private var level = RecordingLevel()
  /// Decibels by which the latest step was raised, and the pairs whose output is still to come.
  private var gain: Float = 0
  private var gains: [Float] = []
  /// The steps whose gain is not known yet.
  private var waiting: [Float] = []
  private var floored = [Float](repeating: 0, count: LogMel.bandCount)
  /// Sum of the raised steps of the incomplete pair.
  private var pair = [Float](repeating: 0, count: LogMel.bandCount)
  /// Steps given to the network, in pairs.
  private var stepCount = 0
  private var pairCount = 0
  /// Power of each step, and above the telephone band, in hundredths of a decibel.
  private var powers: [Int16] = []
  private var highPowers: [Int16] = []
  private var areTones: [Bool] = []
  /// For each pair: log-odds of speech in sixteenths, and noise power in hundredths of a decibel.
  private var odds: [Int8] = []
  private var noises: [Int16] = []

  public init(detector: SpeechDetector) {
    self.detector = detector
  }

  /// Appends one log-mel step, 128 values, without noise reduction. Values below `LogMel.floor` count if the recording is
  /// raised.
  public mutating func append(_ step: UnsafeBufferPointer<Float>) {
    for band in floored.indices { floored[band] = max(Self.logFloor, step[band]) }
    let (power, isTone) = floored.withUnsafeBufferPointer { (StepPower.decibels($0), StepPower.isTone($0)) }
    powers.append(Self.hundredths(power))
    highPowers.append(Self.hundredths(StepPower.highDecibels(step)))
    areTones.append(isTone)
    level.append(power)
    waiting.append(contentsOf: step)
    if powers.count - stepCount > RecordingLevel.lookAhead { processNext() }
  }

  /// Adds the first waiting step, raised, to the pair.
  private mutating func processNext() {
    gain = level.nextGain()
    let raise = gain * log(10) / 10
    for band in pair.indices { pair[band] += max(Self.logFloor, waiting[band] + raise) }
    waiting.removeFirst(LogMel.bandCount)
    stepCount += 1
    if stepCount.isMultiple(of: SpeechDetector.stepsPerPair) { process(steps: SpeechDetector.stepsPerPair) }
  }

  /// Runs the network on the pair and stores its output.
  private mutating func process(steps: Int) {
    let share = 1 / Float(steps)
    for band in pair.indices { pair[band] = Self.maxLogMel > pair[band] * share ? pair[band] * share : Self.maxLogMel }
    let output = detector.process(pair, state)
    for band in pair.indices { pair[band] = 0 }
    pairCount += 1
    gains.append(gain)
    guard pairCount > SpeechDetector.delay else { return }
    odds.append(Int8(max(-127, min(127, output.logOdds * 16)).rounded()))
    noises.append(Self.hundredths(output.noise - gains.removeFirst()))
  }

  /// Speech flags of all steps so far.
  public var track: SpeechTrack { ended.settledTrack }

  /// Number of steps that the network's output covers.
  var outputCount: Int { min(stepCount, odds.count * SpeechDetector.stepsPerPair) }

  /// A copy at the end of the sound: the network's output covers every step.
  var ended: SpeechActivity {
    var end = self
    end.state = state.copy()
    while end.stepCount < end.powers.count { end.processNext() }
    let partial = end.stepCount % SpeechDetector.stepsPerPair
    if partial > 0 { end.process(steps: partial) }
    // Silence flushes the network's delayed outputs.
    for _ in 0..<SpeechDetector.delay {
      for band in end.pair.indices { end.pair[band] = Self.logFloor }
      end.process(steps: 1)
    }
    return end
  }

  private var settledTrack: SpeechTrack {
    var isSpeech = powers.indices.map { Self.isLikely(odds(at: $0)) }
    isSpeech.flipRuns { run, flag, _ in flag && (run.count < Self.minRun || !isCertain(run) || isTone(run)) }
    isSpeech.flipRuns { run, flag, isInterior in !flag && isInterior && run.count <= Self.maxGap }
    return SpeechTrack(
      isSpeech: isSpeech,
      signalToNoise: signalToNoise(isSpeech),
      level: level(isSpeech),
      isTelephoneBand: isTelephoneBand(isSpeech)
    )
  }

  /// Level of the speech as defined by `SpeechTrack.level`.
  private func level(_ isSpeech: [Bool]) -> Double? {
    let steps = isSpeech.indices.filter { isSpeech[$0] }
    guard !steps.isEmpty else { return nil }
    let mean = steps.reduce(0) { $0 + Self.power(powers[$1]) } / Double(steps.count)
    return 10 * log10(mean) - Double(StepPower.fullScale)
  }

  /// Whether the loudest of the sibilants is far below the vowels above the telephone band.
  private func isTelephoneBand(_ isSpeech: [Bool]) -> Bool {
    let steps = isSpeech.indices.filter { isSpeech[$0] }
    guard steps.count >= Self.minBandSteps else { return false }
    let sibilants = Self.quantile(0.98, steps.map { highPowers[$0] })
    return sibilants - Self.quantile(0.95, steps.map { powers[$0] }) < Self.telephoneBand
  }

  private static func quantile(_ share: Double, _ hundredths: [Int16]) -> Double {
    Double(hundredths.sorted()[Int(share * Double(hundredths.count - 1))]) / 100
  }

  /// Log-odds of speech, in sixteenths.
  func odds(at step: Int) -> Int8 { odds[step / SpeechDetector.stepsPerPair] }

  /// Whether the step is a single tone.
  func isTone(at step: Int) -> Bool { areTones[step] }

  /// Whether at least two thirds of a run's steps are tones.
  static func isTone(tones: Int, of count: Int) -> Bool { 3 * tones >= 2 * count }

  static func isLikely(_ odds: Int8) -> Bool { Float(odds) / 16 > likelyLogOdds }

  static func isCertain(_ odds: Int8) -> Bool { Float(odds) / 16 >= certainLogOdds }

  private func isCertain(_ run: Range<Int>) -> Bool {
    run.contains { Self.isCertain(odds(at: $0)) }
  }

  /// A tone that swells or changes can look like a voice to the network.
  private func isTone(_ run: Range<Int>) -> Bool {
    Self.isTone(tones: run.count { areTones[$0] }, of: run.count)
  }

  /// Signal-to-noise ratio as defined by `SpeechTrack.signalToNoise`. In speech steps the noise is the network's
  /// estimate, limited to `maxNoiseRise` decibels above the pure-noise steps.
  private func signalToNoise(_ isSpeech: [Bool]) -> Double? {
    let quiet = powers.indices.filter { isQuiet($0) }
    let pureNoise = quiet.reduce(0) { $0 + Self.power(powers[$1]) } / Double(max(1, quiet.count))
    let maxNoise = quiet.count < Self.minQuiet ? Double.infinity : pureNoise * pow(10, Self.maxNoiseRise / 10)
    var (speech, speechNoise, noise, count) = (0.0, 0.0, 0.0, 0)
    for step in isSpeech.indices {
      let total = Self.power(powers[step])
      let noiseEstimate = Self.power(noises[step / SpeechDetector.stepsPerPair])
      let level = isQuiet(step) ? total : min(total, noiseEstimate, maxNoise)
      noise += level
      guard isSpeech[step] else { continue }
      speech += total
      speechNoise += level
      count += 1
    }
    guard count > 0 else { return nil }
    let mean = noise / Double(isSpeech.count)
    return 10 * log10(max((speech - speechNoise) / Double(count), 0.01 * mean) / mean)
  }

  private func isQuiet(_ step: Int) -> Bool { Float(odds(at: step)) / 16 < Self.unlikelyLogOdds }

  private static func hundredths(_ decibels: Float) -> Int16 {
    Int16(max(-32_000, min(32_000, decibels * 100)).rounded())
  }

  /// Linear power of a level in hundredths of a decibel.
  private static func power(_ hundredths: Int16) -> Double { pow(10, Double(hundredths) / 1000) }

  private static func logOdds(_ probability: Float) -> Float { log(probability / (1 - probability)) }
}

extension [Bool] {
  /// Flips every run of equal flags for which the closure returns true. Its arguments are the run, its flag, and
  /// whether the run touches neither end.
  mutating func flipRuns(_ shouldFlip: (_ run: Range<Int>, _ flag: Bool, _ isInterior: Bool) -> Bool) {
    var start = 0
    while start < count {
      let flag = self[start]
      var end = start + 1
      while end < count, self[end] == flag { end += 1 }
      if shouldFlip(start..<end, flag, start > 0 && end < count) {
        for index in start..<end { self[index] = !flag }
      }
      start = end
    }
  }
}

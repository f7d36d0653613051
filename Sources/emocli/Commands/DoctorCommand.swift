import ArgumentParser
import Media
import Numerics
import Perception
import Recognition
import Runs

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: CommandHelp.doctor.abstract,
    discussion: CommandHelp.doctor.discussion
  )

  func run() throws {
    let core = BLAS.start()
    print("emocli        \(ProgramInfo.version)")
    print("FFmpeg        \(MediaLibraries.ffmpegVersion)")
    print("libsndfile    \(MediaLibraries.sndfileVersion)")
    print("OpenBLAS      \(BLAS.configuration)")
    print("BLAS kernels  \(core), one thread\(BLAS.isCoreForced ? " (forced by OPENBLAS_CORETYPE)" : "")")
    print("processor     \(Processor.features.joined(separator: " "))")
    print("models        \((try? ModelFolder.find()) ?? "not found")")
    do {
      let result = try SelfTest.run()
      print(
        "self-test     ok: a second of sound and a picture in \(Int((result.seconds * 1000).rounded())) ms, \(result.model)"
      )
    } catch {
      print("self-test     failed: \(error)")
      try Emocli.end { .notStarted }
    }
  }
}

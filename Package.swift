// swift-tools-version: 6.1
import PackageDescription

/// The data's way from a clip to its record. Every target imports only targets named before it.
let package = Package(
  name: "emocli",
  products: [
    .executable(name: "emocli", targets: ["emocli"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
  ],
  targets: [
    .target(
      name: "CMedia",
      linkerSettings: ["sndfile", "avformat", "avcodec", "swresample", "swscale", "avutil"].map { .linkedLibrary($0) }
    ),
    .target(
      name: "CKernels",
      linkerSettings: ["openblas", "avutil", "m"].map { .linkedLibrary($0) }
    ),
    .target(name: "CSV"),
    .target(name: "Numerics", dependencies: ["CKernels"]),
    .target(name: "Networks", dependencies: ["CKernels", "Numerics"]),
    .target(name: "Media", dependencies: ["CMedia"]),
    .target(name: "Voice", dependencies: ["CKernels", "Numerics", "Networks"]),
    .target(name: "Face", dependencies: ["CKernels", "CSV", "Numerics", "Networks", "Media"]),
    .target(name: "Alignment", dependencies: ["CKernels", "Numerics"]),
    .target(name: "Fusion", dependencies: ["Numerics", "Networks"]),
    .target(name: "Records", dependencies: ["Media", "Fusion"]),
    .target(
      name: "Recognition",
      dependencies: ["Numerics", "Networks", "Media", "Voice", "Face", "Alignment", "Fusion", "Records"]
    ),
    .target(
      name: "Learning",
      dependencies: ["CKernels", "CSV", "Numerics", "Networks", "Media", "Face", "Fusion", "Records", "Recognition"]
    ),
    .target(name: "Reporting", dependencies: ["Media", "Fusion", "Records", "Learning"]),
    .target(name: "CProcess"),
    .target(name: "Batch", dependencies: ["CProcess", "Media"]),
    .executableTarget(
      name: "emocli",
      dependencies: [
        "Media", "Numerics", "Voice", "Face", "Fusion", "Records", "Learning", "Recognition", "Batch", "Reporting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]
    ),
    .target(name: "SmoothingTrial", dependencies: ["Face", "Media", "Numerics"], path: "Benchmarks/Smoothing"),
    .executableTarget(
      name: "emocli-bench",
      dependencies: [
        "Alignment", "Face", "Fusion", "Learning", "Media", "Networks", "Numerics", "Recognition", "SmoothingTrial",
        "Voice",
      ],
      path: "Benchmarks",
      exclude: [
        "batch.py", "cpu_seconds.py", "film.py", "log_mel.py", "peak_memory.py", "ratio.py", "realtime.py",
        "requirements.txt", "run.sh", "seconds.py", "Smoothing", "throughput.py", "voice_measures.py", "warp.py",
      ],
      sources: ["Program"]
    ),
    .target(
      name: "TestSupport",
      dependencies: ["Fusion", "Media", "Networks", "Numerics", "Records"],
      path: "Tests/TestSupport"
    ),
    .testTarget(name: "CSVTests", dependencies: ["CSV", "TestSupport"]),
    .testTarget(name: "NumericsTests", dependencies: ["CKernels", "Numerics"]),
    .testTarget(name: "NetworksTests", dependencies: ["Networks", "Numerics", "TestSupport"]),
    .testTarget(name: "VoiceTests", dependencies: ["CKernels", "Numerics", "Voice", "TestSupport"]),
    .testTarget(
      name: "FaceTests",
      dependencies: ["CKernels", "CSV", "Face", "Media", "Networks", "Numerics", "SmoothingTrial", "TestSupport"]
    ),
    .testTarget(name: "AlignmentTests", dependencies: ["Alignment", "Numerics", "TestSupport"]),
    .testTarget(name: "FusionTests", dependencies: ["Fusion", "Networks", "Numerics", "TestSupport"]),
    .testTarget(
      name: "LearningTests",
      dependencies: [
        "CSV", "Learning", "Face", "Fusion", "Media", "Networks", "Numerics", "Recognition", "Records", "TestSupport",
      ]
    ),
    .testTarget(name: "RecordsTests", dependencies: ["Records", "Fusion", "Media", "TestSupport"]),
    .testTarget(
      name: "RecognitionTests",
      dependencies: [
        "Recognition", "Face", "Fusion", "Media", "Networks", "Numerics", "Records", "Voice", "TestSupport",
      ]
    ),
    .executableTarget(name: "BatchTestWorker", dependencies: ["Batch", "Media"], path: "Tests/BatchTestWorker"),
    .testTarget(name: "BatchTests", dependencies: ["Batch", "BatchTestWorker", "Media"]),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["Reporting", "Records", "Learning", "Fusion", "Media", "TestSupport"]
    ),
    .testTarget(
      name: "ProgramTests",
      dependencies: ["emocli", "CProcess", "Fusion", "Media", "Numerics", "Records", "Voice", "TestSupport"]
    ),
    .testTarget(name: "MediaTests", dependencies: ["Media", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)

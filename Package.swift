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
      name: "CKernels",
      // Also in debug builds, whose tests would wait for the kernels.
      cSettings: [.unsafeFlags(["-O2"])],
      linkerSettings: ["openblas", "avutil", "m"].map { .linkedLibrary($0) }
    ),
    .target(
      name: "CMedia",
      dependencies: ["CKernels"],
      linkerSettings: ["sndfile", "avformat", "avcodec", "swresample", "swscale", "avutil"].map { .linkedLibrary($0) }
    ),
    .target(name: "CProcess"),
    .target(name: "System"),
    .target(name: "Formats", dependencies: ["System"]),
    .target(name: "Numerics", dependencies: ["CKernels"]),
    .target(name: "Networks", dependencies: ["CKernels", "Numerics"]),
    .target(name: "Emotion", dependencies: ["System"]),
    .target(name: "Records", dependencies: ["System", "Formats", "Emotion"]),
    .target(name: "Media", dependencies: ["CMedia", "System"]),
    .target(name: "Voice", dependencies: ["CKernels", "System", "Numerics", "Networks"]),
    .target(name: "Face", dependencies: ["CKernels", "System", "Formats", "Numerics", "Networks", "Media"]),
    .target(name: "Alignment", dependencies: ["CKernels", "Numerics"]),
    .target(name: "Fusion", dependencies: ["CKernels", "Numerics", "Networks", "Emotion"]),
    .target(
      name: "Perception",
      dependencies: ["System", "Numerics", "Emotion", "Records", "Media", "Voice", "Face", "Alignment", "Fusion"]
    ),
    .target(
      name: "Recognition",
      dependencies: [
        "System", "Formats", "Numerics", "Emotion", "Records", "Media", "Voice", "Face", "Fusion", "Perception",
      ]
    ),
    .target(name: "Manifests", dependencies: ["System", "Formats", "Emotion", "Face"]),
    .target(
      name: "Learning",
      dependencies: [
        "CKernels", "System", "Numerics", "Networks", "Emotion", "Records", "Media", "Voice", "Face", "Fusion",
        "Perception", "Manifests",
      ]
    ),
    .target(name: "Evaluation", dependencies: ["Emotion", "Records", "Manifests"]),
    .target(name: "Batch", dependencies: ["CProcess", "System"]),
    .target(name: "Reporting", dependencies: ["System", "Formats", "Emotion", "Records", "Media", "Evaluation"]),
    .target(
      name: "Runs",
      dependencies: [
        "System", "Formats", "Numerics", "Networks", "Records", "Media", "Voice", "Face", "Fusion", "Perception",
        "Recognition", "Manifests", "Learning", "Evaluation", "Batch", "Reporting",
        .product(name: "Logging", package: "swift-log"),
      ]
    ),
    .executableTarget(
      name: "emocli",
      dependencies: [
        "System", "Numerics", "Records", "Media", "Perception", "Recognition", "Manifests", "Batch", "Reporting",
        "Runs", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .executableTarget(
      name: "emocli-bench",
      dependencies: [
        "System", "Numerics", "Networks", "Emotion", "Media", "Voice", "Alignment", "Fusion", "Perception", "Learning",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/Program"
    ),
    .target(
      name: "SmoothingTrial",
      dependencies: ["System", "Numerics", "Media", "Face"],
      path: "Experiments/Smoothing"
    ),
    .executableTarget(
      name: "emocli-experiments",
      dependencies: [
        "System", "Numerics", "Networks", "Emotion", "Media", "Voice", "Face", "Fusion", "Perception", "Recognition",
        "Manifests", "Learning", "SmoothingTrial", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Experiments/Program"
    ),
    .target(
      name: "TestSupport",
      dependencies: ["System", "Formats", "Numerics", "Networks", "Fusion", "Records"],
      path: "Tests/TestSupport"
    ),
    .testTarget(name: "SystemTests", dependencies: ["System", "Reporting", "TestSupport"]),
    .testTarget(name: "FormatsTests", dependencies: ["System", "Formats", "Numerics", "TestSupport"]),
    .testTarget(name: "NumericsTests", dependencies: ["CKernels", "Numerics"]),
    .testTarget(name: "NetworksTests", dependencies: ["Numerics", "Networks", "TestSupport"]),
    .testTarget(name: "EmotionTests", dependencies: ["Emotion"]),
    .testTarget(name: "MediaTests", dependencies: ["System", "Media", "TestSupport"]),
    .testTarget(name: "VoiceTests", dependencies: ["CKernels", "System", "Numerics", "Voice", "TestSupport"]),
    .testTarget(
      name: "FaceTests",
      dependencies: ["CKernels", "System", "Numerics", "Networks", "Media", "Face", "SmoothingTrial", "TestSupport"]
    ),
    .testTarget(name: "AlignmentTests", dependencies: ["Numerics", "Alignment", "TestSupport"]),
    .testTarget(name: "FusionTests", dependencies: ["Numerics", "Networks", "Fusion", "TestSupport"]),
    .testTarget(name: "RecordsTests", dependencies: ["Formats", "Emotion", "Records", "TestSupport"]),
    .testTarget(
      name: "PerceptionTests",
      dependencies: [
        "System", "Numerics", "Emotion", "Records", "Media", "Voice", "Face", "Fusion", "Perception", "TestSupport",
      ]
    ),
    .testTarget(
      name: "RecognitionTests",
      dependencies: [
        "System", "Formats", "Numerics", "Networks", "Emotion", "Records", "Media", "Voice", "Face", "Fusion",
        "Perception", "Recognition", "TestSupport",
      ]
    ),
    .testTarget(name: "ManifestsTests", dependencies: ["Face", "Manifests", "TestSupport"]),
    .testTarget(
      name: "LearningTests",
      dependencies: [
        "System", "Numerics", "Networks", "Emotion", "Records", "Media", "Voice", "Face", "Fusion", "Perception",
        "Manifests", "Learning", "TestSupport",
      ]
    ),
    .testTarget(
      name: "EvaluationTests",
      dependencies: ["System", "Emotion", "Records", "Manifests", "Evaluation", "TestSupport"]
    ),
    .executableTarget(name: "BatchTestWorker", dependencies: ["System", "Batch"], path: "Tests/BatchTestWorker"),
    .testTarget(name: "BatchTests", dependencies: ["BatchTestWorker", "System", "Batch"]),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["System", "Formats", "Records", "Media", "Reporting", "TestSupport"]
    ),
    .testTarget(
      name: "RunsTests",
      dependencies: [
        "System", "Numerics", "Emotion", "Records", "Face", "Fusion", "Recognition", "Learning", "Evaluation", "Batch",
        "Reporting", "Runs", "TestSupport", .product(name: "Logging", package: "swift-log"),
      ]
    ),
    .testTarget(
      name: "ProgramTests",
      dependencies: [
        "emocli", "CProcess", "System", "Formats", "Numerics", "Emotion", "Records", "Media", "Voice", "Recognition",
        "Runs", "TestSupport",
      ],
      exclude: ["Snapshots"]
    ),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)

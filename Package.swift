// swift-tools-version: 6.2
import PackageDescription

// Data that a binary carries in itself: it must find them wherever it is put.
let materialFamilies = ["building", "ground", "living", "metals", "plastics", "textiles", "transparent", "woods"]

// Arrow = may import. The order is that of the pipeline; docs/architecture.md explains it.
let package = Package(
  name: "kinema",
  products: [.executable(name: "kinema", targets: ["kinema"])],
  targets: [
    // MARK: Base: these import nothing of ours
    .target(name: "VectorMath"),
    .target(name: "Parallelism"),
    .target(name: "LocatedJSON"),
    .target(name: "Imaging", dependencies: ["VectorMath"]),
    .target(name: "FileOutput"),
    .target(name: "CTensorKernels", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CRayKernels", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CAVCodec", pkgConfig: "libavcodec", providers: [.apt(["libavcodec-dev"])]),
    .target(name: "CMediaShims", dependencies: ["CPNG", "CAVCodec"]),

    // MARK: Scene and motion
    .target(
      name: "SceneDescription",
      dependencies: ["VectorMath", "LocatedJSON"],
      resources: materialFamilies.map { .embedInCode("Materials/\($0).json") }),
    .target(
      name: "TraceFormat", dependencies: ["VectorMath", "LocatedJSON", "FileOutput", "SceneDescription", "CZlib"]),
    .target(
      name: "RigidBodyDynamics", dependencies: ["VectorMath", "Parallelism"],
      swiftSettings: [.enableExperimentalFeature("BuiltinModule")]),
    .target(name: "Locomotion", dependencies: ["VectorMath", "SceneDescription"]),
    .target(name: "Modelling", dependencies: ["VectorMath", "LocatedJSON", "SceneDescription"]),
    .target(
      name: "AssetLibrary",
      dependencies: ["VectorMath", "Parallelism", "LocatedJSON", "FileOutput", "SceneDescription", "Modelling"],
      resources: [.copy("Resources/assets"), .copy("Resources/places")]),
    .target(
      name: "Simulation",
      dependencies: [
        "VectorMath", "Parallelism", "SceneDescription", "TraceFormat", "RigidBodyDynamics", "Locomotion",
      ]),
    .target(
      name: "TraceAnalysis",
      dependencies: ["VectorMath", "LocatedJSON", "Imaging", "SceneDescription", "TraceFormat"]),
    .target(
      name: "Experiments",
      dependencies: [
        "VectorMath", "Parallelism", "LocatedJSON", "RigidBodyDynamics", "SceneDescription", "Simulation",
      ]),

    // MARK: Language
    .target(name: "PromptParsing", dependencies: ["LocatedJSON", "SceneDescription", "AssetLibrary"]),
    .target(
      name: "Direction",
      dependencies: [
        "VectorMath", "LocatedJSON", "SceneDescription", "TraceFormat", "AssetLibrary", "RigidBodyDynamics",
        "Simulation",
        "PromptParsing",
      ]),

    // MARK: Pictures
    .target(
      name: "Rendering",
      dependencies: [
        "VectorMath", "Parallelism", "CRayKernels", "Imaging", "SceneDescription", "TraceFormat", "RigidBodyDynamics",
        "Modelling", "AssetLibrary",
      ],
      // Its tests reach internals (samplers, bounding hierarchy) in release builds too.
      swiftSettings: [.unsafeFlags(["-enable-testing"])]),
    .target(name: "TensorKernels", dependencies: ["Parallelism", "CTensorKernels"]),
    .target(name: "NeuralNetwork", dependencies: ["VectorMath", "TensorKernels"]),
    .target(name: "Diffusion", dependencies: ["VectorMath", "TensorKernels", "NeuralNetwork"]),
    .target(
      name: "Refinement",
      dependencies: [
        "VectorMath", "Parallelism", "Imaging", "TensorKernels", "NeuralNetwork", "Diffusion",
      ],
      resources: [.copy("Resources/refiner.safetensors")]),
    .target(
      name: "Training",
      dependencies: [
        "VectorMath", "LocatedJSON", "FileOutput", "Imaging", "SceneDescription", "TraceFormat", "RigidBodyDynamics",
        "Simulation",
        "Rendering", "TensorKernels", "NeuralNetwork", "Diffusion", "Refinement",
      ]),
    .target(name: "MediaIO", dependencies: ["VectorMath", "FileOutput", "Imaging", "CMediaShims"]),
    .target(
      name: "Finishing", dependencies: ["VectorMath", "Parallelism", "Imaging", "SceneDescription"],
      swiftSettings: [.unsafeFlags(["-enable-testing"])]),  // each step on its own, in release builds too

    // MARK: Traces in other forms
    .target(
      name: "TraceExport",
      dependencies: [
        "VectorMath", "LocatedJSON", "Imaging", "SceneDescription", "TraceFormat", "Rendering", "CZlib",
      ],
      resources: [.embedInCode("View/Page")]),

    .target(
      name: "Regression",
      dependencies: [
        "VectorMath", "Parallelism", "LocatedJSON", "FileOutput", "SceneDescription", "AssetLibrary", "TraceFormat",
        "TraceAnalysis", "TraceExport", "RigidBodyDynamics", "Simulation",
      ]),

    // MARK: The whole
    .target(
      name: "Pipeline",
      dependencies: [
        "VectorMath", "Parallelism", "LocatedJSON", "FileOutput", "Imaging", "SceneDescription", "TraceFormat",
        "AssetLibrary", "RigidBodyDynamics", "Simulation", "PromptParsing", "Direction", "Rendering", "Diffusion",
        "Refinement", "Finishing",
        "MediaIO",
      ]),
    .executableTarget(
      name: "kinema",
      dependencies: [
        "Parallelism", "LocatedJSON", "FileOutput", "Imaging", "SceneDescription", "TraceFormat", "Simulation",
        "PromptParsing", "Direction", "Rendering", "TensorKernels", "NeuralNetwork", "Diffusion", "Refinement",
        "Finishing", "Training", "MediaIO", "Pipeline", "Experiments", "TraceAnalysis", "TraceExport", "Regression",
        "VectorMath", "RigidBodyDynamics", "Modelling", "AssetLibrary",
      ]),

    // MARK: Tests
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "VectorMathTests", dependencies: ["VectorMath"]),
    .testTarget(name: "ParallelismTests", dependencies: ["Parallelism"]),
    .testTarget(name: "SceneDescriptionTests", dependencies: ["VectorMath", "LocatedJSON", "SceneDescription"]),
    .testTarget(
      name: "TraceFormatTests", dependencies: ["VectorMath", "LocatedJSON", "SceneDescription", "TraceFormat"]),
    .testTarget(
      name: "ModellingTests", dependencies: ["VectorMath", "LocatedJSON", "SceneDescription", "Modelling"]),
    .testTarget(
      name: "AssetLibraryTests",
      dependencies: [
        "VectorMath", "LocatedJSON", "FileOutput", "SceneDescription", "Modelling", "AssetLibrary", "RigidBodyDynamics",
        "Simulation",
        "TestSupport",
      ]),
    .testTarget(name: "ImagingTests", dependencies: ["VectorMath", "Imaging"]),
    .testTarget(name: "RigidBodyDynamicsTests", dependencies: ["VectorMath", "Parallelism", "RigidBodyDynamics"]),
    .testTarget(name: "LocomotionTests", dependencies: ["VectorMath", "SceneDescription", "Locomotion"]),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["VectorMath", "SceneDescription", "TraceFormat", "RigidBodyDynamics", "Simulation"]),
    .testTarget(
      name: "TraceAnalysisTests",
      dependencies: [
        "VectorMath", "LocatedJSON", "Imaging", "SceneDescription", "TraceFormat", "RigidBodyDynamics", "Simulation",
        "TraceAnalysis",
      ]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "VectorMath", "Parallelism", "FileOutput", "SceneDescription", "RigidBodyDynamics", "Simulation", "Experiments",
      ]),
    .testTarget(
      name: "PromptParsingTests", dependencies: ["VectorMath", "LocatedJSON", "AssetLibrary", "PromptParsing"]),
    .testTarget(
      name: "DirectionTests",
      dependencies: [
        "VectorMath", "SceneDescription", "TraceFormat", "AssetLibrary", "RigidBodyDynamics", "Simulation",
        "PromptParsing",
        "Direction",
      ]),
    .testTarget(
      name: "RenderingTests",
      dependencies: [
        "VectorMath", "Parallelism", "Imaging", "SceneDescription", "TraceFormat", "RigidBodyDynamics", "Simulation",
        "Rendering",
        "Modelling", "AssetLibrary", "TestSupport",
      ]),
    .testTarget(
      name: "NeuralNetworkTests",
      dependencies: [
        "VectorMath", "Parallelism", "TensorKernels", "NeuralNetwork",
      ]),
    .testTarget(name: "DiffusionTests", dependencies: ["VectorMath", "Parallelism", "NeuralNetwork", "Diffusion"]),
    .testTarget(name: "RefinementTests", dependencies: ["VectorMath", "Imaging", "Refinement"]),
    .testTarget(name: "FinishingTests", dependencies: ["VectorMath", "Imaging", "SceneDescription", "Finishing"]),
    .testTarget(
      name: "MediaIOTests",
      dependencies: ["VectorMath", "FileOutput", "Imaging", "CMediaShims", "MediaIO", "TestSupport"]),
    .testTarget(
      name: "RegressionTests",
      dependencies: [
        "VectorMath", "LocatedJSON", "FileOutput", "SceneDescription", "TraceFormat", "RigidBodyDynamics", "Simulation",
        "Regression", "TestSupport",
      ]),
    .testTarget(
      name: "TraceExportTests",
      dependencies: [
        "VectorMath", "LocatedJSON", "SceneDescription", "TraceFormat", "RigidBodyDynamics", "Simulation",
        "CMediaShims", "TraceExport",
        "TestSupport",
      ]),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "VectorMath", "Parallelism", "LocatedJSON", "FileOutput", "Imaging", "SceneDescription", "TraceFormat",
        "RigidBodyDynamics", "Simulation", "Direction",
        "Rendering", "Diffusion", "Refinement", "Finishing", "Training", "MediaIO", "Pipeline", "TestSupport",
      ]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "VectorMath", "Imaging", "SceneDescription", "Refinement", "Training",
      ]),
    .testTarget(name: "CommandLineTests", dependencies: ["kinema"]),
  ],
  swiftLanguageModes: [.v6]
)

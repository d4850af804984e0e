// swift-tools-version: 6.2
import PackageDescription

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
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CAVCodec", pkgConfig: "libavcodec", providers: [.apt(["libavcodec-dev"])]),
    .target(name: "CMediaShims", dependencies: ["CPNG", "CAVCodec"]),

    // MARK: Scene and motion
    .target(name: "SceneDescription", dependencies: ["VectorMath", "LocatedJSON"]),
    .target(name: "TraceFormat", dependencies: ["VectorMath", "LocatedJSON"]),
    .target(name: "RigidBodyDynamics", dependencies: ["VectorMath"]),
    .target(name: "Locomotion", dependencies: ["VectorMath", "SceneDescription"]),
    .target(name: "AssetLibrary", dependencies: ["SceneDescription", "VectorMath"]),
    .target(
      name: "Simulation",
      dependencies: ["SceneDescription", "AssetLibrary", "RigidBodyDynamics", "Locomotion", "TraceFormat"]),

    // MARK: Language
    .target(name: "PromptParsing", dependencies: ["SceneDescription", "AssetLibrary", "LocatedJSON"]),
    .target(name: "Direction", dependencies: ["PromptParsing", "AssetLibrary", "Simulation"]),

    // MARK: Pictures
    .target(
      name: "Rendering",
      dependencies: ["SceneDescription", "AssetLibrary", "TraceFormat", "Imaging", "VectorMath", "Parallelism"]),
    .target(name: "TensorKernels", dependencies: ["CTensorKernels", "Parallelism"]),
    .target(name: "NeuralNetwork", dependencies: ["TensorKernels", "VectorMath", "FileOutput"]),
    .target(name: "Diffusion", dependencies: ["NeuralNetwork", "TensorKernels", "VectorMath"]),
    .target(name: "Refinement", dependencies: ["Diffusion", "Imaging", "VectorMath", "Parallelism"]),
    .target(name: "Training", dependencies: ["Direction", "Rendering", "Refinement"]),
    .target(name: "MediaIO", dependencies: ["Imaging", "FileOutput", "LocatedJSON", "CMediaShims"]),

    // MARK: The whole
    .target(name: "Pipeline", dependencies: ["Direction", "Rendering", "Refinement", "Training", "MediaIO"]),
    .executableTarget(name: "kinema", dependencies: ["Pipeline"]),

    // MARK: Tests
    .target(name: "TestSupport", dependencies: ["SceneDescription", "TraceFormat"], path: "Tests/TestSupport"),
    .testTarget(name: "VectorMathTests", dependencies: ["VectorMath"]),
    .testTarget(name: "SceneDescriptionTests", dependencies: ["SceneDescription", "TestSupport"]),
    .testTarget(name: "TraceFormatTests", dependencies: ["TraceFormat"]),
    .testTarget(name: "ImagingTests", dependencies: ["Imaging", "VectorMath"]),
    .testTarget(name: "RigidBodyDynamicsTests", dependencies: ["RigidBodyDynamics"]),
    .testTarget(name: "LocomotionTests", dependencies: ["Locomotion"]),
    .testTarget(name: "SimulationTests", dependencies: ["Simulation", "TestSupport"]),
    .testTarget(name: "PromptParsingTests", dependencies: ["PromptParsing"]),
    .testTarget(name: "DirectionTests", dependencies: ["Direction"]),
    .testTarget(name: "RenderingTests", dependencies: ["Rendering", "TestSupport"]),
    .testTarget(name: "NeuralNetworkTests", dependencies: ["NeuralNetwork", "TensorKernels", "Parallelism", "VectorMath"]),
    .testTarget(name: "DiffusionTests", dependencies: ["Diffusion", "NeuralNetwork", "Parallelism", "VectorMath"]),
    .testTarget(name: "RefinementTests", dependencies: ["Refinement"]),
    .testTarget(name: "MediaIOTests", dependencies: ["MediaIO"]),
    .testTarget(name: "PipelineTests", dependencies: ["Pipeline", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)

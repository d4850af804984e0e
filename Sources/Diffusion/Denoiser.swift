import NeuralNetwork
import TensorKernels

/// A trained refiner: the network, its bridge, and what its file says of it.
public struct Denoiser: Parameterised, Sendable {
  public internal(set) var network: DenoisingUNet
  public var bridge: DiffusionBridge
  /// Facts for readers: training steps, data, kernel level. Keys must not begin with "network." or "bridge.".
  public var metadata: [(key: String, value: String)] = []

  public static let format = "kinema-denoiser-1"

  /// A new denoiser for `conditionChannels` planes beside the coarse frame. Any further size is `network`'s default.
  public init(conditionChannels: Int, bridge: DiffusionBridge = DiffusionBridge(), seed: UInt64) {
    self.init(UNetConfiguration(inputChannels: 6 + conditionChannels), bridge: bridge, seed: seed)
  }

  /// The network's input planes are the state (3), the coarse frame (3) and the condition.
  public init(_ configuration: UNetConfiguration, bridge: DiffusionBridge = DiffusionBridge(), seed: UInt64) {
    precondition(
      configuration.inputChannels >= 6 && configuration.outputChannels == 3,
      "a denoiser takes 6 planes and more and gives 3, not \(configuration)")
    network = DenoisingUNet(configuration, seed: seed)
    self.bridge = bridge
  }

  public var conditionChannels: Int { network.configuration.inputChannels - 6 }
  /// Height and width of a frame must be multiples of this.
  public var sizeMultiple: Int { network.configuration.sizeMultiple }

  public mutating func visitParameters(_ visit: (inout Parameter) throws -> Void) rethrows {
    try network.visitParameters(visit)
  }

  /// The clean frames that the network expects behind `state` at `times`.
  ///
  /// state, coarse: [n, 3, h, w] in -1...1; condition: [n, conditionChannels, h, w]; one time per frame.
  public func predict(state: Tensor, coarse: Tensor, condition: Tensor, times: [Float]) -> Tensor {
    bridge.clean(network(planes(state, coarse, condition), times: times), coarse: coarse)
  }

  func planes(_ state: Tensor, _ coarse: Tensor, _ condition: Tensor) -> Tensor {
    conditionChannels == 0
      ? concatenateChannels([state, coarse]) : concatenateChannels([state, coarse, condition])
  }
}

extension Denoiser {
  /// The bytes of a safetensors file. Half precision halves it; the weights are then rounded.
  public func encode(storage: Safetensors.Storage = .float16) -> [UInt8] {
    Safetensors(entries: entries(storage: storage), metadata: headerMetadata).encode()
  }

  var headerMetadata: [(key: String, value: String)] {
    [("format", Self.format)] + network.configuration.metadata
      + [("bridge.noiseScale", "\(bridge.noiseScale)"), ("bridge.startShare", "\(bridge.startShare)")]
      + [("bridge.residualScale", "\(bridge.residualScale)")] + metadata
  }

  public init(decoding bytes: [UInt8]) throws(WeightsError) {
    let file = try Safetensors(decoding: bytes)
    try self.init(file, prefix: "")
    try TensorDirectory(file).refuseOthers(than: parameters.map(\.name))
  }

  init(_ file: Safetensors, prefix: String) throws(WeightsError) {
    let format = try file.requiredMetadata("format")
    guard format == Self.format else {
      throw WeightsError(.badMetadata(key: "format", value: format, expected: Self.format))
    }
    let configuration = try UNetConfiguration(metadata: file)
    guard configuration.inputChannels >= 6, configuration.outputChannels == 3 else {
      throw WeightsError(
        .badMetadata(
          key: "network.inputChannels", value: "\(configuration.inputChannels)", expected: "6 or more, with 3 outputs"))
    }
    let scale = try file.requiredNumber("bridge.noiseScale", as: Float.self)
    let share = try file.requiredNumber("bridge.startShare", as: Float.self)
    let residual = try file.requiredNumber("bridge.residualScale", as: Float.self)
    guard scale >= 0, scale.isFinite, (0...1).contains(share), residual > 0, residual.isFinite else {
      throw WeightsError(
        .badMetadata(
          key: "bridge.noiseScale", value: "\(scale)",
          expected: "0 or more, with startShare in 0...1 and a residualScale above 0"))
    }
    self.init(
      configuration, bridge: DiffusionBridge(noiseScale: scale, startShare: share, residualScale: residual),
      seed: 0)
    metadata = file.metadata.filter {
      $0.key != "format" && !$0.key.hasPrefix("network.") && !$0.key.hasPrefix("bridge.")
    }
    try load(TensorDirectory(file), prefix: prefix)
  }
}

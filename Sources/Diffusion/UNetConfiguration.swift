import NeuralNetwork

/// The size of a `DenoisingUNet`.
public struct UNetConfiguration: Sendable, Equatable {
  /// Planes at full resolution that go in.
  public var inputChannels: Int
  /// Planes at full resolution that come out.
  public var outputChannels: Int
  /// Channels of each level; level 0 works at half of the full resolution, each next one at half of the one before.
  public var widths: [Int]
  /// Residual blocks of each level on the way down; those of the last level are the middle of the network.
  public var encoderBlocks: [Int]
  /// Residual blocks of each level but the last on the way up.
  public var decoderBlocks: [Int]
  /// Width of the time embedding.
  public var embedding: Int

  public init(
    inputChannels: Int, outputChannels: Int = 3, widths: [Int] = [32, 48, 64], encoderBlocks: [Int] = [1, 2, 3],
    decoderBlocks: [Int] = [2, 2], embedding: Int = 64
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.widths = widths
    self.encoderBlocks = encoderBlocks
    self.decoderBlocks = decoderBlocks
    self.embedding = embedding
    precondition(isValid, "U-Net configuration does not fit together: \(self)")
  }

  /// Height and width of a frame must be multiples of this.
  public var sizeMultiple: Int { 1 << widths.count }

  private var isValid: Bool {
    let counts = [inputChannels, outputChannels, embedding] + widths + encoderBlocks + decoderBlocks
    return !widths.isEmpty && widths.count <= 8 && encoderBlocks.count == widths.count
      && decoderBlocks.count == widths.count - 1 && counts.allSatisfy { $0 > 0 && $0 <= 4096 }
  }
}

extension UNetConfiguration {
  /// As key-value text for a weights file.
  var metadata: [(key: String, value: String)] {
    func text(_ list: [Int]) -> String { list.map(String.init).joined(separator: ",") }
    return [
      ("network.inputChannels", "\(inputChannels)"), ("network.outputChannels", "\(outputChannels)"),
      ("network.widths", text(widths)), ("network.encoderBlocks", text(encoderBlocks)),
      ("network.decoderBlocks", text(decoderBlocks)), ("network.embedding", "\(embedding)"),
    ]
  }

  init(metadata file: Safetensors) throws(WeightsError) {
    func list(_ key: String) throws(WeightsError) -> [Int] {
      let value = try file.requiredMetadata(key)
      if value.isEmpty { return [] }
      let parts = value.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.allSatisfy({ $0 != nil && $0! > 0 && $0! <= 4096 }) else {
        throw WeightsError(.badMetadata(key: key, value: value, expected: "whole numbers from 1 to 4096"))
      }
      return parts.map { $0! }
    }
    func number(_ key: String) throws(WeightsError) -> Int {
      let values = try list(key)
      guard values.count == 1 else {
        throw WeightsError(
          .badMetadata(key: key, value: try file.requiredMetadata(key), expected: "one whole number"))
      }
      return values[0]
    }
    let widths = try list("network.widths")
    let encoder = try list("network.encoderBlocks"), decoder = try list("network.decoderBlocks")
    guard (1...8).contains(widths.count) else {
      throw WeightsError(
        .badMetadata(
          key: "network.widths", value: try file.requiredMetadata("network.widths"), expected: "1 to 8 levels"))
    }
    guard encoder.count == widths.count, decoder.count == widths.count - 1 else {
      throw WeightsError(
        .badMetadata(
          key: "network.encoderBlocks", value: "\(encoder) with decoderBlocks \(decoder)",
          expected: "\(widths.count) and \(widths.count - 1) levels"))
    }
    self.init(
      inputChannels: try number("network.inputChannels"), outputChannels: try number("network.outputChannels"),
      widths: widths, encoderBlocks: encoder, decoderBlocks: decoder, embedding: try number("network.embedding"))
  }
}

extension Safetensors {
  func requiredMetadata(_ key: String) throws(WeightsError) -> String {
    guard let value = self[metadata: key] else { throw WeightsError(.missingMetadata(key)) }
    return value
  }

  func requiredNumber<Number: LosslessStringConvertible>(_ key: String, as type: Number.Type) throws(WeightsError)
    -> Number
  {
    let value = try requiredMetadata(key)
    guard let number = Number(value) else {
      throw WeightsError(.badMetadata(key: key, value: value, expected: "a number"))
    }
    return number
  }
}

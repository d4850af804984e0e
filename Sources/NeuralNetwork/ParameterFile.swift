extension Parameterised {
  /// The parameters as entries named `prefix` + name.
  public func entries(prefix: String = "", storage: Safetensors.Storage = .float32) -> [Safetensors.Entry] {
    parameters.map { Safetensors.Entry(prefix + $0.name, $0.value, storage: storage) }
  }

  /// Takes every parameter from the entry named `prefix` + name; missing, misshapen and non-finite ones are refused.
  public mutating func load(_ file: TensorDirectory, prefix: String = "") throws(WeightsError) {
    var failure: WeightsError?
    visitParameters { parameter in
      if failure != nil { return }
      do throws(WeightsError) {
        parameter.value = try file.tensor(prefix + parameter.name, parameter.value.shape)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

extension Safetensors.Entry {
  public init(_ name: String, _ tensor: Tensor, storage: Safetensors.Storage = .float32) {
    self.init(name: name, shape: tensor.shape.dimensions, values: tensor.values, storage: storage)
  }
}

/// The tensors of a file by name.
public struct TensorDirectory: Sendable {
  private let file: Safetensors
  private let index: [String: Int]

  public init(_ file: Safetensors) {
    self.file = file
    index = Dictionary(uniqueKeysWithValues: file.entries.enumerated().map { ($1.name, $0) })
  }

  public func tensor(_ name: String, _ shape: TensorShape) throws(WeightsError) -> Tensor {
    guard let i = index[name] else { throw WeightsError(.missingTensor(name)) }
    let entry = file.entries[i]
    guard entry.shape == shape.dimensions else {
      throw WeightsError(.shapeMismatch(tensor: name, expected: shape.dimensions, found: entry.shape))
    }
    guard entry.values.allSatisfy(\.isFinite) else { throw WeightsError(.notFinite(tensor: name)) }
    return Tensor(shape, entry.values)
  }

  /// Refuses tensors whose names are not among `expected`.
  public func refuseOthers(than expected: [String]) throws(WeightsError) {
    let known = Set(expected)
    for entry in file.entries where !known.contains(entry.name) { throw WeightsError(.unexpectedTensor(entry.name)) }
  }
}

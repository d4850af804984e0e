import FileOutput
import Foundation
import NeuralNetwork
import Refinement

/// Training pairs on disk, half precision, a file (shard) for each run of scenes; making them resumes where it stopped.
public struct PairStore: Sendable {
  public let folder: String
  public init(folder: String) { self.folder = folder }

  /// Shard file names in the store, sorted.
  public var shards: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".safetensors") }.sorted()
  }

  public func name(firstSeed: UInt64) -> String {
    let digits = String(firstSeed)
    return "pairs-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".safetensors"
  }

  public func contains(firstSeed: UInt64) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/" + name(firstSeed: firstSeed))
  }

  public func write(_ pairs: [TrainingPair], firstSeed: UInt64) throws {
    precondition(!pairs.isEmpty, "an empty shard")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let n = pairs.count
    let side = pairs[0].side
    func entry(_ name: String, _ channels: Int, _ values: (TrainingPair) -> [Float]) -> Safetensors.Entry {
      Safetensors.Entry(
        name: name, shape: [n, channels, side, side], values: pairs.flatMap(values), storage: .float16)
    }
    let file = Safetensors(
      entries: [
        entry("coarse", 3) { $0.coarse }, entry("condition", Conditioning.channelCount) { $0.condition },
        entry("noise", 3) { $0.noise },
        entry("truth", 3) { $0.truth },
      ], metadata: [("channels", Conditioning.channelNames.joined(separator: ","))])
    try writeAtomically(file.encode(), to: folder + "/" + name(firstSeed: firstSeed), overwrite: true)
  }

  /// Reads one shard; its channel list must be this program's.
  public func read(_ shard: String) throws -> [TrainingPair] {
    let file = try Safetensors(decoding: readFile(folder + "/" + shard))
    guard file[metadata: "channels"] == Conditioning.channelNames.joined(separator: ",") else {
      throw TrainingError("\(folder)/\(shard): made for other condition channels; delete it and make it anew")
    }
    func entry(_ name: String) throws -> Safetensors.Entry {
      guard let e = file.entries.first(where: { $0.name == name }), e.shape.count == 4 else {
        throw TrainingError("\(folder)/\(shard): expected a tensor '\(name)' with four axes")
      }
      return e
    }
    let (coarse, condition) = (try entry("coarse"), try entry("condition"))
    let (noise, truth) = (try entry("noise"), try entry("truth"))
    let side = truth.shape[3]
    return (0..<truth.shape[0]).map { i in
      func slice(_ e: Safetensors.Entry) -> [Float] {
        let size = e.shape[1] * side * side
        return Array(e.values[i * size..<(i + 1) * size])
      }
      return TrainingPair(
        side: side, coarse: slice(coarse), condition: slice(condition), truth: slice(truth), noise: slice(noise))
    }
  }
}

/// Training data or options that do not fit: one line.
public struct TrainingError: Error, CustomStringConvertible {
  public let description: String
  public var exitCode: Int32 { 65 }
  public init(_ description: String) { self.description = description }
}

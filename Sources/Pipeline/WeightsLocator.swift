import AssetLibrary
import Diffusion
import FileOutput
import Refinement

/// Finds the refiner's weights: flag, environment, then the library's search path.
public enum WeightsLocator {
  public static let fileName = "refiner.safetensors"
  public static let environmentName = "KINEMA_WEIGHTS"

  /// The places that are tried, in order. An explicit path is the only one where it is given.
  public static func places(explicit: String?) throws -> [String] {
    if let explicit { return [explicit] }
    if let path = environmentVariable(environmentName) { return [path] }
    return try Library.standard().path.places(of: fileName)
  }

  /// Loads the first that exists; the error lists the places tried.
  public static func load(explicit: String?) throws -> (denoiser: Denoiser, path: String) {
    let tried = try places(explicit: explicit)
    for path in tried where isFile(path) {
      let bytes = try readFile(path)
      do {
        return (try Refiner.denoiser(decoding: bytes), path)
      } catch {
        throw WeightsProblem("\(path): \(error)", exitCode: 65)
      }
    }
    throw WeightsProblem("no refiner weights; tried \(tried.joined(separator: ", "))", exitCode: 66)
  }
}

/// Weights that are missing or do not fit: one line.
public struct WeightsProblem: Error, CustomStringConvertible {
  public let description: String
  public let exitCode: Int32
  public init(_ description: String, exitCode: Int32) {
    self.description = description
    self.exitCode = exitCode
  }
}

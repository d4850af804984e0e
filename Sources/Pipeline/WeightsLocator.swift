import Diffusion
import FileOutput
import Foundation
import Refinement

/// Finds the refiner's weights: flag, environment, beside the binary, ../share, then the build's resources.
public enum WeightsLocator {
  public static let fileName = "refiner.safetensors"
  public static let environmentVariable = "KINEMA_WEIGHTS"

  /// The places that are tried, in order. An explicit path is the only one where it is given.
  public static func places(explicit: String?) -> [String] {
    if let explicit { return [explicit] }
    if let path = ProcessInfo.processInfo.environment[environmentVariable], !path.isEmpty { return [path] }
    let folder = executableFolder
    return [
      folder + "/" + fileName, folder + "/../share/kinema/" + fileName,
      folder + "/kinema_Refinement.resources/" + fileName,
    ]
  }

  /// Loads the first that exists; the error lists the places tried.
  public static func load(explicit: String?) throws -> (denoiser: Denoiser, path: String) {
    let tried = places(explicit: explicit)
    for path in tried where FileManager.default.fileExists(atPath: path) {
      let bytes = try readFile(path)
      do {
        return (try Refiner.denoiser(decoding: bytes), path)
      } catch {
        throw WeightsProblem("\(path): \(error)", exitCode: 65)
      }
    }
    throw WeightsProblem("no refiner weights; tried \(tried.joined(separator: ", "))", exitCode: 66)
  }

  private static var executableFolder: String {
    let link =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: link).deletingLastPathComponent().path
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

import AssetLibrary
import Direction
import FileOutput
import LocatedJSON
import MediaIO
import NeuralNetwork
import Pipeline
import PromptParsing
import Regression
import Rendering
import Simulation
import TraceAnalysis
import TraceExport
import TraceFormat
import Training

/// The one place where errors become exit codes.
enum ExitCode {
  static func of(_ error: any Error) -> Int32 {
    switch error {
    case is UsageError: 2
    case let e as Interruption: e.exitCode
    case let e as JSONError: e.exitCode
    case let e as TraceError: e.exitCode
    case is SelectionError: 2
    case let e as RegressionError: e.exitCode
    case is ExportError: 65
    case let e as FileError: e.exitCode
    case let e as MediaError: e.exitCode
    case let e as PromptError: e.exitCode
    case let e as DirectionError: e.exitCode
    case let e as SimulationError: e.exitCode
    case let e as RenderError: e.exitCode
    case let e as LibraryError: e.exitCode
    case let e as MeshFileError: e.exitCode
    case let e as WeightsError: e.exitCode
    case let e as WeightsProblem: e.exitCode
    case let e as TrainingError: e.exitCode
    default: 70
    }
  }
}

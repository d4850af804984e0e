import CTensorKernels
import Synchronization

/// The instruction set that the kernels use. The bits of a result depend on it, so files record it and it can be forced.
public enum KernelLevel: Int32, CaseIterable, Comparable, Sendable, CustomStringConvertible {
  case portable = 0
  case avx2 = 1  // AVX2 and fused multiply-add
  case avx512 = 2
  /// AVX-512 with the factors of convolutions rounded to bfloat16 and summed in single precision: about half the time, at
  /// a relative error of 2^-9 a factor. Meant for training; never chosen unasked.
  case bfloat16 = 3

  /// The highest level that this processor runs.
  public static let fastest: KernelLevel = {
    tk_keep_freed_memory()
    return KernelLevel(rawValue: tk_best_level())!
  }()

  /// The highest level of full single precision that this processor runs.
  public static var best: KernelLevel { min(fastest, .avx512) }

  private static let forced = Atomic<Int32>(-1)

  /// The level in use: the best one unless another was set.
  public static var current: KernelLevel {
    get { KernelLevel(rawValue: forced.load(ordering: .relaxed)) ?? best }
    set {
      precondition(
        newValue <= fastest, "kernel level \(newValue) is above \(fastest), the highest that this processor runs")
      forced.store(newValue.rawValue, ordering: .relaxed)
    }
  }

  public init?(name: String) {
    guard let level = Self.allCases.first(where: { $0.description == name }) else { return nil }
    self = level
  }

  public var description: String {
    switch self {
    case .portable: "portable"
    case .avx2: "avx2"
    case .avx512: "avx512"
    case .bfloat16: "bfloat16"
    }
  }

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

import CTensorKernels
import Synchronization

/// The instruction set that the kernels use. The bits of a result depend on it, so files record it and it can be forced.
public enum KernelLevel: Int32, CaseIterable, Comparable, Sendable, CustomStringConvertible {
  case portable = 0
  case avx2 = 1  // AVX2 and fused multiply-add
  case avx512 = 2

  /// The highest level that this processor runs.
  public static let best: KernelLevel = {
    tk_keep_freed_memory()
    return KernelLevel(rawValue: tk_best_level())!
  }()

  private static let forced = Atomic<Int32>(-1)

  /// The level in use: the best one unless a lower one was set.
  public static var current: KernelLevel {
    get { KernelLevel(rawValue: forced.load(ordering: .relaxed)) ?? best }
    set {
      precondition(newValue <= best, "kernel level \(newValue) is above \(best), the best that this processor runs")
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
    }
  }

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

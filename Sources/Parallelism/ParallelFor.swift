import Glibc
import Synchronization

/// How many threads `parallelFor` uses; results never depend on it.
///
/// Set once at start from `--threads`; the default is the number of active processors.
public enum ThreadBudget {
  private static let stored = Atomic<Int>(0)

  public static var threads: Int {
    get {
      let n = stored.load(ordering: .relaxed)
      return n > 0 ? n : processors
    }
    set {
      precondition(newValue > 0, "thread count \(newValue) is not positive")
      stored.store(newValue, ordering: .relaxed)
    }
  }

  /// Active processors of the machine.
  static let processors: Int = {
    #if os(Linux)
      return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    #else
      return 1
    #endif
  }()
}

/// Runs `body(0)` to `body(count - 1)`, each exactly once, on up to `ThreadBudget.threads` threads.
///
/// Items are handed out one at a time in rising order, so uneven items balance. Each item must write only its own slot;
/// reduce afterwards in index order, and the result is the same for any thread count.
public func parallelFor(_ count: Int, _ body: @Sendable (Int) -> Void) {
  let next = Atomic<Int>(0)
  WorkTeam.shared.run(upTo: min(ThreadBudget.threads, count)) { _, _ in
    while true {
      let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if i >= count { return }
      body(i)
    }
  }
}

/// The values of `body(0)` to `body(count - 1)` in that order, computed side by side as by `parallelFor`.
///
/// Several threads run `body` at once: it must change nothing that they share.
public func parallelMap<Value>(_ count: Int, _ body: (Int) -> Value) -> [Value] {
  [Value](unsafeUninitializedCapacity: count) { values, done in
    if let first = values.baseAddress {
      WorkTeam.shared.forRanges(count, grain: 1) { range in
        for i in range { (first + i).initialize(to: body(i)) }
      }
    }
    done = count
  }
}

/// What a pass changed in one block: the largest velocity, m/s, and the squared impulses over their masses.
struct BlockProgress: Sendable {
  var change = 0.0
  var size = 0.0

  @inline(__always) mutating func add(_ other: BlockProgress) {
    change = Swift.max(change, other.change)
    size += other.size
  }
}

/// When the solver of an island may stop.
///
/// What counts as solved loosens with the cube of the work that an island has had, the sooner the more contacts it has: a
/// few bodies are solved to rounding, a tower of twenty to a hundred-thousandth of what gravity does in a step, a heap of
/// thousands to a tenth or so, and the next step goes on from there.
struct SolverEffort: Sendable {
  /// Least and most number of passes.
  var passes: Int
  static let mostPasses = 400
  /// Speed that gravity gives in a step, m/s.
  var gravitySpeed: Double
  /// Velocity change in a pass that is good enough at first, as a part of that speed.
  static let strictest = 1e-7
  /// The same for the first `patience` passes of the largest island; later it grows with the square of the passes.
  static let loosest = 0.06
  static let patience = 8.0
  /// Rows times passes at the strictest tolerance.
  static let strictWork = 700.0
  /// Rows of a heap: in more of them no single one matters so much.
  static let heapRows = 300.0
  /// What is good enough as a part of the change in the first pass: what an impact set in motion needs no finer answer.
  static let ofFirst = 1e-4

  /// What is good enough of a heap that is about to sleep, as a part of what is at other times: the few bodies that still
  /// creep may do so for the errors that were left in it, and no longer than it takes to settle them.
  static let drowsiest = 1.0 / 16

  func isEnough(_ change: Double, first: Double, pass: Int, in island: SolverIsland) -> Bool {
    if change < 1e-10 || pass >= SolverEffort.mostPasses { return true }
    let rows = island.rows.count
    let work: Double = Swift.max(1, Double(pass * rows) / SolverEffort.strictWork)
    let heap: Double = Swift.max(1, Double(rows) / SolverEffort.heapRows)
    let isDrowsy = island.isDrowsy && island.isLarge
    let late: Double = isDrowsy ? 1 : Swift.max(1, Double(pass) / SolverEffort.patience)
    let part: Double = Swift.min(
      SolverEffort.loosest * late * late, SolverEffort.strictest * work * work * work * heap * heap)
    if change < SolverEffort.strictest * gravitySpeed { return true }
    if pass < passes { return false }
    let share = isDrowsy ? SolverEffort.drowsiest : 1
    return change < Swift.max(part * share * gravitySpeed, work > 1 ? SolverEffort.ofFirst * first : 0)
  }

  /// Symmetric sweeps joined by conjugate steps, and a plain sweep last so that every bound holds exactly.
  ///
  /// What a sweep changes stands for the gradient. Silcowitz-Hansen, Niebe & Erleben, "A nonsmooth nonlinear conjugate
  /// gradient method for interactive contact force problems", The Visual Computer 26 (2010).
  /// - Parameters:
  ///   - sweep: both sweeps of a pass; returns what they changed in all.
  ///   - advance: adds the former direction times its argument, which is 0 where the search begins anew.
  @inline(__always) func iterate(_ island: SolverIsland, sweep: () -> BlockProgress, advance: (Double) -> Void) {
    var former = 0.0
    var first = 0.0
    var pass = 0
    while true {
      let done = sweep()
      pass += 1
      if pass == 1 { first = done.change }
      if isEnough(done.change, first: first, pass: pass, in: island) { return }
      let beta = former > 0 ? done.size / former : 0
      former = done.size
      advance(beta > 1 ? 0 : beta)
    }
  }
}

import Dispatch
import Glibc
import Synchronization

/// A standing team of threads for many short parallel regions, such as those of a simulation step.
///
/// A thread that waits looks for work for about a millisecond before it sleeps, and soon offers its processor to others
/// between the looks. So a region costs about a microsecond to open while regions follow each other closely, with what
/// one thread does alone in between, and nothing while none do. To wake a sleeper takes as long as a region often does.
/// One region runs at a time; a region that is opened inside another, or while another thread's is open, runs on its
/// caller alone.
public final class WorkTeam: @unchecked Sendable {
  /// The only one: its threads live as long as the process.
  public static let shared = WorkTeam()
  private init() {}

  /// Looks at an atomic before a waiting thread offers its processor to others, some microseconds in all.
  fileprivate static let patience = 4_000
  /// Offers before it sleeps.
  private static let offers = 4_000

  /// A thread's place: how it is woken.
  private final class Seat: Sendable {
    private let isAsleep = Atomic<Bool>(false)
    private let bell = DispatchSemaphore(value: 0)

    /// - Parameter lingers: Whether to offer the processor to others before it sleeps.
    func wait(lingers: Bool, until isDue: () -> Bool) {
      while true {
        for _ in 0..<WorkTeam.patience where isDue() { return }
        for _ in 0..<(lingers ? WorkTeam.offers : 0) {
          if isDue() { return }
          sched_yield()
        }
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        if isDue() {
          // Whoever took the flag rings, or has rung: that ring must not be left for the next wait.
          if !isAsleep.exchange(false, ordering: .sequentiallyConsistent) { bell.wait() }
          return
        }
        bell.wait()
      }
    }
    func ring() {
      if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { bell.signal() }
    }
  }

  private let isBusy = Atomic<Bool>(false)
  /// Number of the region times 256 plus its workers: one word, so that nobody reads half a message.
  private let call = Atomic<Int>(0)
  private let atWork = Atomic<Int>(0)
  private let owner = Seat()
  private let hired = Atomic<Int>(0)
  /// Whether there is a processor for every thread: one that waits then takes nothing from those that work.
  private var mayLinger: Bool { hired.load(ordering: .relaxed) < ThreadBudget.processors }
  // Touched only by the thread that holds `isBusy`, and by workers between call and their sign-off.
  private var seats: [Seat] = []
  private var job: ((Int, Int) -> Void)?

  /// Runs `body(worker, workers)` once for each worker 0..<workers, at the same time; `workers` is at most `count`.
  public func run(upTo count: Int, _ body: (_ worker: Int, _ workers: Int) -> Void) {
    let workers = min(count, 255)
    guard workers > 1,
      isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return body(0, 1) }
    while seats.count < workers - 1 { hire() }
    withoutActuallyEscaping(body) { body in
      job = body
      atWork.store(workers - 1, ordering: .relaxed)
      let number = call.load(ordering: .relaxed) >> 8
      call.store((number + 1) << 8 | workers, ordering: .sequentiallyConsistent)
      for seat in seats.prefix(workers - 1) { seat.ring() }
      body(0, workers)
      owner.wait(lingers: mayLinger) { atWork.load(ordering: .acquiring) == 0 }
      job = nil
    }
    isBusy.store(false, ordering: .releasing)
  }

  /// Runs `body` for ranges that together cover 0..<count, each at most `grain` long, in any order and at the same time.
  public func forRanges(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let pieces = (count + grain - 1) / max(1, grain)
    let threads = min(ThreadBudget.threads, pieces)
    guard threads > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    let next = Atomic<Int>(0)
    run(upTo: threads) { _, _ in
      while true {
        let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if i >= pieces { return }
        body(i * grain..<min(count, (i + 1) * grain))
      }
    }
  }

  private func hire() {
    let seat = Seat()
    seats.append(seat)
    hired.store(seats.count, ordering: .relaxed)
    let worker = seats.count
    let start = call.load(ordering: .relaxed)
    let errand = Unmanaged.passRetained(Errand { [unowned self] in self.serve(worker, seat, after: start) })
    var thread = pthread_t()
    let refusal = pthread_create(
      &thread, nil,
      { raw in
        Unmanaged<Errand>.fromOpaque(raw!).takeRetainedValue().body()
        return nil
      }, errand.toOpaque())
    precondition(refusal == 0, "the system refused worker thread \(worker): error \(refusal)")
    pthread_detach(thread)
  }

  /// What a new thread does; the box carries a closure through the C interface.
  private final class Errand {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  private func serve(_ worker: Int, _ seat: Seat, after start: Int) {
    var seen = start
    while true {
      seat.wait(lingers: mayLinger) { call.load(ordering: .sequentiallyConsistent) != seen }
      seen = call.load(ordering: .acquiring)
      let workers = seen & 255
      guard worker < workers else { continue }
      job!(worker, workers)
      if atWork.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 { owner.ring() }
    }
  }
}

/// A point that all workers of a region must reach before any goes on.
///
/// Each worker counts its arrivals at a place of its own and looks at those of the others: one way from processor to
/// processor, where a common counter would take three.
final class WorkBarrier: @unchecked Sendable {
  private let workers: Int
  private let arrivals: UnsafeMutablePointer<Atomic<Int>>
  /// Counters from one worker's to the next: two cache lines, since processors fetch them in pairs.
  private static let stride = 16

  init(workers: Int) {
    self.workers = workers
    arrivals = .allocate(capacity: workers * WorkBarrier.stride)
    for i in 0..<workers * WorkBarrier.stride { (arrivals + i).initialize(to: Atomic(0)) }
  }
  deinit {
    arrivals.deinitialize(count: workers * WorkBarrier.stride)
    arrivals.deallocate()
  }

  func wait(_ worker: Int) {
    let own = arrivals + worker * WorkBarrier.stride
    let now = own.pointee.load(ordering: .relaxed) + 1
    own.pointee.store(now, ordering: .releasing)
    for other in 0..<workers where other != worker {
      let theirs = arrivals + other * WorkBarrier.stride
      var looks = 0
      while theirs.pointee.load(ordering: .acquiring) < now {
        looks += 1
        if looks > WorkTeam.patience { sched_yield() }
      }
    }
  }
}

/// One worker among those of a region: which share of the work is its own, and where to meet the others.
public struct WorkCrew: Sendable {
  public let worker: Int
  public let workers: Int
  /// Without a share in it: to count references where threads meet would have them wait for each other once more.
  private let barrier: Unmanaged<WorkBarrier>?

  init(worker: Int, workers: Int, barrier: WorkBarrier?) {
    self.worker = worker
    self.workers = workers
    self.barrier = barrier.map { Unmanaged.passUnretained($0) }
  }
  /// A crew of one, who waits for nobody.
  public static let alone = WorkCrew(worker: 0, workers: 1, barrier: nil)

  @inline(__always) public func wait() { barrier?._withUnsafeGuaranteedRef { $0.wait(worker) } }

  /// This worker's part of a range; the parts of all workers cover it.
  @inline(__always) public func share(of range: Range<Int>) -> Range<Int> {
    if workers == 1 { return range }
    let n = range.count
    return range.lowerBound + n * worker / workers..<range.lowerBound + n * (worker + 1) / workers
  }
}

extension WorkTeam {
  /// Runs `body` once for each worker of a crew of at most `count`, at the same time.
  public func open(upTo count: Int, _ body: (WorkCrew) -> Void) {
    guard count > 1 else { return body(.alone) }
    let barriers = WorkBarrier(workers: count)
    withExtendedLifetime(barriers) {
      run(upTo: count) { worker, workers in
        body(workers == 1 ? .alone : WorkCrew(worker: worker, workers: workers, barrier: barriers))
      }
    }
  }
}

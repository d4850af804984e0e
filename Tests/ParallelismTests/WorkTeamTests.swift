import Parallelism
import Synchronization
import Testing

@Suite(.serialized) struct WorkTeamTests {
  /// Ranges of any grain cover each index exactly once, however many regions follow each other.
  @Test(arguments: [1, 2, 4])
  func rangesCoverEverythingOnce(threads: Int) {
    let former = ThreadBudget.threads
    ThreadBudget.threads = threads
    defer { ThreadBudget.threads = former }
    for round in 0..<200 {
      let count = round * 7 % 501
      var seen = [Int](repeating: 0, count: count)
      seen.withUnsafeMutableBufferPointer { seen in
        nonisolated(unsafe) let seen = seen
        WorkTeam.shared.forRanges(count, grain: 1 + round % 40) { range in
          for i in range { seen[i] += 1 }
        }
      }
      #expect(seen.allSatisfy { $0 == 1 }, "round \(round), \(threads) threads")
    }
  }

  /// A prefix sum by doubling needs every worker to have finished a stage before the next begins.
  @Test(arguments: [1, 2, 3])
  func crewsMeetBetweenStages(workers: Int) {
    let n = 1024
    for _ in 0..<50 {
      var sums = [Int](repeating: 1, count: n)
      var next = sums
      sums.withUnsafeMutableBufferPointer { a in
        next.withUnsafeMutableBufferPointer { b in
          nonisolated(unsafe) let a = a
          nonisolated(unsafe) let b = b
          WorkTeam.shared.open(upTo: workers) { crew in
            var (from, to) = (a, b)
            var reach = 1
            while reach < n {
              for i in crew.share(of: 0..<n) { to[i] = from[i] + (i >= reach ? from[i - reach] : 0) }
              crew.wait()
              swap(&from, &to)
              reach *= 2
            }
          }
        }
      }
      // Ten stages end where they began.
      #expect(sums == Array(1...n))
    }
  }

  /// Values come in the order of their numbers, each computed once, for any number of threads; none of nothing.
  @Test(arguments: [1, 2, 5]) func mappedValuesKeepTheirOrder(threads: Int) {
    let former = ThreadBudget.threads
    ThreadBudget.threads = threads
    defer { ThreadBudget.threads = former }
    for count in [0, 1, 7, 300] {
      let calls = Atomic<Int>(0)
      let values = parallelMap(count) { i in
        calls.wrappingAdd(1, ordering: .relaxed)
        return "\(i)"
      }
      #expect(values == (0..<count).map { "\($0)" } && calls.load(ordering: .relaxed) == count)
    }
  }

  /// A region inside a region runs on its caller alone instead of waiting for itself.
  @Test func nestedRegionsRunInline() {
    let former = ThreadBudget.threads
    ThreadBudget.threads = 2
    defer { ThreadBudget.threads = former }
    let total = Atomic<Int>(0)
    parallelFor(8) { i in
      parallelFor(8) { j in total.wrappingAdd(i * 8 + j, ordering: .relaxed) }
    }
    #expect(total.load(ordering: .relaxed) == 64 * 63 / 2)
  }
}

import Glibc

/// What this process has used: processor time, real time and memory.
public enum ProcessMeters {
  /// Processor time of all threads so far, s.
  public static var cpuSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }
  /// Real time since some fixed moment, s.
  public static var wallSeconds: Double { seconds(CLOCK_MONOTONIC) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Memory of the process that is in RAM, in bytes, after freed memory has gone back to the system; 0 if unknown.
  public static var residentBytes: Int {
    trimHeap()
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 128)
    guard fgets(&text, Int32(text.count), file) != nil else { return 0 }
    let fields = text.prefix { $0 != 0 }.split(separator: 32)
    guard fields.count > 1 else { return 0 }
    let pages = Int(String(decoding: fields[1].map { UInt8(bitPattern: $0) }, as: UTF8.self)) ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// glibc keeps freed pages and would hide how much a new world takes; its header is not in Swift's module map.
  private static func trimHeap() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    typealias Trim = @convention(c) (Int) -> Int32
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }
}

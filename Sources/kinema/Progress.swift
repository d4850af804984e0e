import Foundation

/// How far a long job is: one line that rewrites itself on a terminal, a plain line every tenth otherwise.
struct Progress {
  private let label: String
  private let started = Progress.now
  private var lastTenth = 0

  init(_ label: String) { self.label = label }

  static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
  var elapsed: Double { Progress.now - started }

  mutating func report(_ done: Int, of total: Int) {
    let elapsed = elapsed
    let remaining = done > 0 ? elapsed / Double(done) * Double(total - done) : 0
    if Console.isTerminal {
      let line = "\(label) \(done)/\(total)  \(Progress.clock(elapsed)) gone, \(Progress.clock(remaining)) to go"
      FileHandle.standardError.write(Data("\r\u{1B}[K\(line)\(done == total ? "\n" : "")".utf8))
    } else {
      let tenth = done * 10 / max(1, total)
      if tenth > lastTenth || done == total && lastTenth < 10 {
        lastTenth = tenth
        Console.error("\(label) \(done)/\(total), \(Progress.clock(remaining)) to go")
      }
    }
  }

  static func clock(_ seconds: Double) -> String {
    let s = Int(seconds.rounded())
    return s < 60 ? "\(s) s" : "\(s / 60) min \(s % 60) s"
  }
}

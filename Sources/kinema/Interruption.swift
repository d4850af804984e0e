import FileOutput
import Foundation
import Synchronization

/// SIGINT or SIGTERM: the frame at hand is finished, temporaries are removed, and the exit code says which it was.
/// A second signal ends the program at once.
struct Interruption: Error, CustomStringConvertible {
  let signal: Int32
  var exitCode: Int32 { 128 + signal }
  var description: String { "stopped by \(signal == SIGINT ? "SIGINT" : "SIGTERM"); nothing half-written is left" }

  private static let received = Atomic<Int32>(0)

  static func install() {
    for number in [SIGINT, SIGTERM] {
      signalHandler(number) { number in
        if Interruption.received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
    }
  }

  private static func signalHandler(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigaction(number, &action, nil)
  }

  /// Throws if a signal has come.
  static func check() throws {
    let number = received.load(ordering: .relaxed)
    if number != 0 { throw Interruption(signal: number) }
  }
}

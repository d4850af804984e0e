import Foundation

/// Text for people: results on standard output, everything else on standard error.
enum Console {
  static var isTerminal: Bool { isatty(2) == 1 }

  static func error(_ line: String) { write(line + "\n", to: 2) }
  static func output(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: 1) }
  static func output(_ bytes: [UInt8]) { write(bytes, to: 1) }

  /// Control characters (escape sequences in a prompt, say) never reach the terminal.
  static func safe(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) ? "\u{FFFD}" : $0 }))
  }

  private static func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

  private static func write(_ all: [UInt8], to descriptor: Int32) {
    var bytes = all[...]
    while !bytes.isEmpty {
      let n = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if n > 0 {
        bytes = bytes.dropFirst(n)
      } else if errno != EINTR {
        // A closed pipe ends the program as it ends any other filter.
        if descriptor == 1 { exit(errno == EPIPE ? 141 : 74) }
        return
      }
    }
  }
}

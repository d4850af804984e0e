extension GoldenScene {
  /// The outcomes that this version of the engine is known to have. `kinema bench physics --golden` prints them anew.
  public static let known: [String: Outcome] = [:]

  /// An outcome as a line of the table above.
  public static func line(_ name: String, _ outcome: Outcome) -> String {
    func hex(_ value: UInt64) -> String {
      let digits = String(value, radix: 16, uppercase: true)
      let padded = String(repeating: "0", count: 16 - digits.count) + digits
      return "0x" + stride(from: 0, to: 16, by: 4).map { String(padded.dropFirst($0).prefix(4)) }.joined(separator: "_")
    }
    let sleep = outcome.sleepStep.map { "\($0)" } ?? "nil"
    return "\"\(name)\": Outcome(midway: \(hex(outcome.midway)), sleepStep: \(sleep), end: \(hex(outcome.end))),"
  }
}

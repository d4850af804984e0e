extension GoldenScene {
  /// The outcomes that this version of the engine is known to have. `kinema bench physics --golden` prints them anew.
  public static let known: [String: Outcome] = [
    "falling boxes": Outcome(midway: 0xD9DC_A80F_6449_7B7C, sleepStep: 2578, end: 0xE6EA_2F1E_9B0B_B212),
    "mixed pile": Outcome(midway: 0x38EF_7ADF_DA2A_C969, sleepStep: 2556, end: 0x07ED_E448_76A8_8B58),
    "wall": Outcome(midway: 0x597D_0182_5FA2_E33B, sleepStep: nil, end: 0x4E1A_1AD9_113D_55FE),
  ]

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

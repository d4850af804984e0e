extension GoldenScene {
  /// The outcomes that this version of the engine is known to have. `kinema bench physics --golden` prints them anew.
  public static let known: [String: Outcome] = [
    "falling boxes": Outcome(midway: 0x3E54_04F4_83D6_68AB, sleepStep: 2946, end: 0x4E88_84D7_A3B1_4146),
    "mixed pile": Outcome(midway: 0x833D_D3CA_4274_9C16, sleepStep: 3454, end: 0x1EDD_60BF_0A5E_D3CC),
    "wall": Outcome(midway: 0x7AC6_6B6E_635B_CD79, sleepStep: nil, end: 0x8E49_44C3_271A_A602),
    "ragdolls": Outcome(midway: 0xAA24_3D87_88CA_189F, sleepStep: 3052, end: 0xC865_42EB_D036_6E27),
    "figures": Outcome(midway: 0x9BA0_FAFF_96B1_531C, sleepStep: 3506, end: 0x4632_3F17_D182_48BE),
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

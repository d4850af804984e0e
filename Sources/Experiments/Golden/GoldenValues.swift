extension GoldenScene {
  /// The outcomes that this version of the engine is known to have. `kinema bench physics --golden` prints them anew.
  public static let known: [String: Outcome] = [
    "falling boxes": Outcome(midway: 0xF7E1_DFEB_8581_DC59, sleepStep: 3773, end: 0x1F91_2E31_92B2_BDA1),
    "mixed pile": Outcome(midway: 0xECAE_140F_3E4C_C9AF, sleepStep: 3244, end: 0x85E3_6CEA_80FA_ADDD),
    "wall": Outcome(midway: 0x4351_52EF_BA01_99ED, sleepStep: nil, end: 0x957F_8D1C_5D0A_5777),
    "ragdolls": Outcome(midway: 0xAA24_3D87_88CA_189F, sleepStep: 3052, end: 0xC865_42EB_D036_6E27),
    "figures": Outcome(midway: 0x9BA0_FAFF_96B1_531C, sleepStep: 3506, end: 0x8CDD_5B1E_35A0_3766),
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

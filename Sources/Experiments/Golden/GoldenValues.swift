extension GoldenScene {
  /// The outcomes that this version of the engine is known to have. `kinema bench physics --golden` prints them anew.
  public static let known: [String: Outcome] = [
    "falling boxes": Outcome(midway: 0x32B1_54B1_D2E6_5364, sleepStep: 2535, end: 0x9F02_B085_9896_F64B),
    "mixed pile": Outcome(midway: 0x0582_2518_5A98_9F1F, sleepStep: 2865, end: 0xE61C_A651_AF6C_9919),
    "wall": Outcome(midway: 0xEB23_D237_7BE5_3431, sleepStep: nil, end: 0x3312_B90C_9700_F57B),
    "ragdolls": Outcome(midway: 0x7728_F079_3EAE_2F5B, sleepStep: 3611, end: 0xED4C_8E61_BB7F_1892),
    "figures": Outcome(midway: 0x28DF_B33A_9993_ED16, sleepStep: 3524, end: 0x34FC_EF70_9348_277B),
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

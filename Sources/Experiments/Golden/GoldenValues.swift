extension GoldenScene {
  /// The outcomes that this version of the engine is known to have. `kinema bench physics --golden` prints them anew.
  public static let known: [String: Outcome] = [
    "falling boxes": Outcome(midway: 0xDEB6_5508_7F3C_1764, sleepStep: 2535, end: 0x0C9A_6074_23B1_426B),
    "mixed pile": Outcome(midway: 0xC9E5_4ACF_6C5B_BDCD, sleepStep: 2865, end: 0xD1C2_C99B_DB8B_63E5),
    "wall": Outcome(midway: 0x74FE_113F_6CE7_826D, sleepStep: nil, end: 0xF174_C067_0699_D847),
    "ragdolls": Outcome(midway: 0xAA24_3D87_88CA_189F, sleepStep: 3052, end: 0xC865_42EB_D036_6E27),
    "figures": Outcome(midway: 0xE6EA_299E_450B_8032, sleepStep: 3524, end: 0x4764_960E_9170_E464),
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

import LocatedJSON
import VectorMath

/// What the names in expressions stand for, and the variant's seed for `random(k)`.
public struct Scope: Sendable {
  /// Of the variant.
  public let seed: UInt64
  /// Numbers by name; only ever asked for one name.
  public var values: [String: Double] = [:]

  public init(seed: UInt64, values: [String: Double] = [:]) {
    self.seed = seed
    self.values = values
  }

  /// The scope of copy `number` of `count` in a repeat: `i` and `n`; those of a repeat around it become `j` and `m`.
  func copy(_ number: Int, of count: Int) -> Scope {
    var scope = self
    scope.values["j"] = values["i"]
    scope.values["m"] = values["n"]
    scope.values["i"] = Double(number)
    scope.values["n"] = Double(count)
    return scope
  }

  /// From 0 to 1, the same for the same variant and `key`.
  func random(_ key: Double) -> Double {
    // -0 and 0 are one key.
    let bits = (key + 0).bitPattern
    return Double(mixBits(mixBits(seed &+ 0x9E37_79B9_7F4A_7C15) ^ mixBits(bits)) >> 11) * 0x1p-53
  }
}

// Of the toolchain, not of the library: needs the feature `BuiltinModule`, which Package.swift turns on for this target.
import Builtin

/// One number of each of four contacts that are solved at the same time.
///
/// Each lane has the bits that it would have alone, so results do not depend on the processor's registers. Why not
/// `SIMD4<Float>`: the library calculates with it lane by lane, and leaves it to the optimizer to find the vectors
/// again, which in a function as long as a sweep it does not. These operations are vectors from the start.
struct Lanes: Sendable {
  static let count = 4

  var numbers: SIMD4<Float>
  @inline(__always) private var value: Builtin.Vec4xFPIEEE32 { Builtin.reinterpretCast(numbers) }
  @inline(__always) private init(value: Builtin.Vec4xFPIEEE32) { numbers = Builtin.reinterpretCast(value) }

  @inline(__always) init(_ numbers: SIMD4<Float>) { self.numbers = numbers }
  @inline(__always) init(_ a: Float, _ b: Float, _ c: Float, _ d: Float) { self.init(SIMD4(a, b, c, d)) }
  /// What `lane` has for each of the lanes 0 to 3.
  @inline(__always) init(_ lane: (Int) -> Double) {
    self.init(Float(lane(0)), Float(lane(1)), Float(lane(2)), Float(lane(3)))
  }
  @inline(__always) static var zero: Lanes { Lanes(.zero) }
  @inline(__always) static var one: Lanes { Lanes(.one) }

  @inline(__always) subscript(lane: Int) -> Float { numbers[lane] }
  @inline(__always) var largest: Double {
    Double(Swift.max(Swift.max(numbers.x, numbers.y), Swift.max(numbers.z, numbers.w)))
  }

  @inline(__always) static func + (a: Lanes, b: Lanes) -> Lanes {
    Lanes(value: Builtin.fadd_Vec4xFPIEEE32(a.value, b.value))
  }
  @inline(__always) static func - (a: Lanes, b: Lanes) -> Lanes {
    Lanes(value: Builtin.fsub_Vec4xFPIEEE32(a.value, b.value))
  }
  @inline(__always) static func * (a: Lanes, b: Lanes) -> Lanes {
    Lanes(value: Builtin.fmul_Vec4xFPIEEE32(a.value, b.value))
  }
  @inline(__always) static func / (a: Lanes, b: Lanes) -> Lanes {
    Lanes(value: Builtin.fdiv_Vec4xFPIEEE32(a.value, b.value))
  }
  @inline(__always) static func += (a: inout Lanes, b: Lanes) { a = a + b }
  @inline(__always) func squareRoot() -> Lanes { Lanes(value: Builtin.int_sqrt_Vec4xFPIEEE32(value)) }

  /// The lanes with a number below zero.
  @inline(__always) var negative: LaneMask {
    LaneMask(bits: Builtin.ashr_Vec4xInt32(bits, LaneMask.bits(SIMD4(repeating: 31))))
  }
  @inline(__always) var magnitudes: Lanes {
    Lanes(bits: Builtin.and_Vec4xInt32(bits, LaneMask.bits(SIMD4(repeating: 0x7FFF_FFFF))))
  }
  @inline(__always) var atLeastZero: Lanes { or(.zero, where: negative) }
  /// The larger of two numbers in each lane.
  @inline(__always) func orMore(_ other: Lanes) -> Lanes { or(other, where: (self - other).negative) }
  /// `other` in the lanes of a mask.
  @inline(__always) func or(_ other: Lanes, where mask: LaneMask) -> Lanes {
    Lanes(
      bits: Builtin.or_Vec4xInt32(
        Builtin.and_Vec4xInt32(other.bits, mask.bits), Builtin.and_Vec4xInt32(bits, mask.inverse.bits)))
  }

  @inline(__always) private var bits: Builtin.Vec4xInt32 { Builtin.bitcast_Vec4xFPIEEE32_Vec4xInt32(value) }
  @inline(__always) private init(bits: Builtin.Vec4xInt32) {
    self.init(value: Builtin.bitcast_Vec4xInt32_Vec4xFPIEEE32(bits))
  }
}

/// Some of the lanes: all bits of these are set.
struct LaneMask {
  fileprivate var bits: Builtin.Vec4xInt32
  @inline(__always) fileprivate init(bits: Builtin.Vec4xInt32) { self.bits = bits }

  @inline(__always) fileprivate static func bits(_ numbers: SIMD4<Int32>) -> Builtin.Vec4xInt32 {
    Builtin.reinterpretCast(numbers)
  }
  @inline(__always) fileprivate var inverse: LaneMask {
    LaneMask(bits: Builtin.xor_Vec4xInt32(bits, LaneMask.bits(SIMD4(repeating: -1))))
  }
  /// Whether there is any.
  @inline(__always) var isAny: Bool {
    let halves: SIMD2<UInt64> = Builtin.reinterpretCast(bits)
    return halves.x | halves.y != 0
  }
}

import VectorMath

/// Constants of a world: what does not change from step to step.
public struct WorldSettings: Sendable, Equatable {
  /// Acceleration of every dynamic body, m/s^2.
  public var gravity = Vector3(0, -9.81, 0)
  /// Length of one step, s. The errors of impacts and contacts shrink with it; free motion does not depend on it.
  public var timeStep: Double
  /// Least passes of the contact solver in a step for an island that has not converged before; see `SolverEffort`.
  public var velocityIterations: Int
  /// Most passes of the position projection in a step; it stops early once no contact is deeper than the slop.
  public var positionIterations: Int
  /// Lets groups of bodies that have not moved for half a second skip the step until something touches them.
  public var allowSleep: Bool

  public init(
    gravity: Vector3 = Vector3(0, -9.81, 0), timeStep: Double = 1.0 / 960, velocityIterations: Int = 1,
    positionIterations: Int = 4, allowSleep: Bool = false
  ) {
    self.gravity = gravity
    self.timeStep = timeStep
    self.velocityIterations = velocityIterations
    self.positionIterations = positionIterations
    self.allowSleep = allowSleep
  }
}

extension World {
  /// Most that the masses of two dynamic bodies may differ by; beyond it `add` throws.
  public static var greatestMassRatio: Double { Rule.greatestMassRatio }
}

/// Rules that are the same in every world, each in one place.
enum Rule {
  /// Penetration that the projection leaves alone: a ten-thousandth of the smaller body, at most 0.1 mm.
  @inline(__always) static func slop(innerRadius: Double) -> Double { Swift.min(1e-4, 1e-4 * innerRadius * 2) }

  /// Gap below which points of a pair meet together in an impact: a ten-thousandth of the smaller body's reach, at most
  /// 0.1 mm. Blows last some tenths of a millisecond, in which a body that falls a metre comes closer by more than that
  /// (Johnson, Contact Mechanics, 1985, section 11.4), so that feet which differ by less share the blow.
  @inline(__always) static func closeness(_ reachA: Double, _ reachB: Double) -> Double {
    Swift.min(1e-4, 1e-4 * Swift.min(reachA, reachB)) + 1e-9
  }

  /// Radius of the patch that a corner touches with: corners are worn. MuJoCo's default is 5 mm for bodies of all sizes
  /// ("sliding, torsional, rolling", XML reference, geom/friction); this is 1 mm for a brick.
  @inline(__always) static func patchRadius(innerRadius: Double) -> Double { 0.02 * innerRadius }

  /// Lever arm of friction against spinning about the normal, of what is round, as a part of that against rolling: a patch
  /// of radius a gives 2/3 mu a (Johnson, Contact Mechanics, 1985, section 8.4), and a steel ball of 1 cm on steel touches
  /// with 0.03 mm (section 4.2), a hundredth of a millimetre beside the tenth of rolling.
  static let spinningShare = 0.1

  /// Lever arm of rolling friction of a pair, m: the larger, but no more than the smaller of the radii that roll. None
  /// where nothing can roll.
  @inline(__always) static func rollingLength(_ a: Collider, _ b: Collider) -> Double {
    let (ra, rb) = (a.rollingRadius, b.rollingRadius)
    let radius: Double = ra > 0 && rb > 0 ? Swift.min(ra, rb) : Swift.max(ra, rb)
    return Swift.min(Swift.max(a.rollingLever, b.rollingLever), radius)
  }

  /// Friction of a pair: the geometric mean, so that one frictionless body makes a frictionless pair.
  @inline(__always) static func friction(_ a: Double, _ b: Double) -> Double { (a * b).squareRoot() }

  /// Restitution of a pair: the larger, so that a ball of e = 0.8 rebounds to 0.64 h from any floor of less.
  @inline(__always) static func restitution(_ a: Double, _ b: Double) -> Double { Swift.max(a, b) }

  /// Most that the masses of two dynamic bodies of a world may differ by: beyond it the impulses lose their digits.
  static let greatestMassRatio = 1e6

  /// A body that moves further than this part of the smaller inner radius in a step is swept, not sampled.
  static let sweptMotionFraction = 0.5
  /// Time without motion before an island sleeps, s.
  static let timeToSleep = 0.5
  /// Speed of a body's farthest point below which it counts as quiet, as a part of its bounding radius per second.
  static let quietRate = 0.01
}

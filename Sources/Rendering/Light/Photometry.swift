import VectorMath

/// Between photometric units and the renderer's.
///
/// Radiance 1 is what a perfect white card sends out that lies in clear noon sun and sky of 100 klx; irradiance pi is
/// those 100 klx. Colours of lights are linear Rec.709 of luminance 1.
enum Photometry {
  /// cd/m^2 of radiance 1.
  static let luminanceOfOne: Double = 100_000 / Double.pi
  /// lx of irradiance 1.
  static let illuminanceOfOne: Double = luminanceOfOne
  /// lm/W at 555 nm, for lights given in watts of visible power.
  static let peakEfficacy = 683.0

  /// The renderer's radiance of a luminance in cd/m^2.
  static func radiance(candelaPerSquareMetre l: Double) -> Double { l / luminanceOfOne }
  /// lx of the renderer's irradiance.
  static func illuminance(_ irradiance: Float3) -> Double { Double(luminance(irradiance)) * illuminanceOfOne }

  /// The colour of a black body, linear Rec.709 of luminance 1; what the gamut has no room for is cut.
  ///
  /// Planck's law weighted with the CIE 1931 observer in the multi-lobe fit of Wyman, Sloan & Shirley, "Simple analytic
  /// approximations to the CIE XYZ color matching functions", JCGT 2(2), 2013.
  static func blackBody(kelvin: Double) -> Float3 {
    precondition(kelvin >= 500, "\(kelvin) K does not glow")
    var xyz = Vector3.zero
    for nanometres in stride(from: 380.0, through: 780.0, by: 5.0) {
      let metres = nanometres * 1e-9
      let exponent = 0.014_387_769 / (metres * kelvin)
      // Relative to 555 nm, so that nothing leaves the number range.
      let scale = PortableMath.exponential(0.014_387_769 / (555e-9 * kelvin) - exponent)
      let ratio = 555.0 / nanometres
      let fifth = ratio * ratio * ratio * ratio * ratio
      xyz += observer(nanometres) * (scale * fifth / (1 - PortableMath.exponential(-exponent)))
    }
    return rec709(xyz * (1 / xyz.y))
  }

  /// CIE 1931 colour matching functions.
  private static func observer(_ nanometres: Double) -> Vector3 {
    func lobe(_ centre: Double, _ low: Double, _ high: Double) -> Double {
      let t = (nanometres - centre) * (nanometres < centre ? low : high)
      return PortableMath.exponential(-0.5 * t * t)
    }
    let x =
      0.362 * lobe(442, 0.0624, 0.0374) + 1.056 * lobe(599.8, 0.0264, 0.0323) - 0.065 * lobe(501.1, 0.0490, 0.0382)
    let y = 0.821 * lobe(568.8, 0.0213, 0.0247) + 0.286 * lobe(530.9, 0.0613, 0.0322)
    let z = 1.217 * lobe(437, 0.0845, 0.0278) + 0.681 * lobe(459, 0.0385, 0.0725)
    return Vector3(x, y, z)
  }

  /// Rec.709 primaries and D65 (ITU-R BT.709), luminance kept at 1.
  private static func rec709(_ c: Vector3) -> Float3 {
    let red = 3.240_97 * c.x - 1.537_38 * c.y - 0.498_61 * c.z
    let green = -0.969_24 * c.x + 1.875_97 * c.y + 0.041_56 * c.z
    let blue = 0.055_63 * c.x - 0.203_98 * c.y + 1.056_97 * c.z
    return unitLuminance(Vector3(Swift.max(0, red), Swift.max(0, green), Swift.max(0, blue)).float)
  }

  /// A colour scaled to luminance 1; black becomes white.
  static func unitLuminance(_ c: Float3) -> Float3 {
    let y: Float = luminance(c)
    return y > 1e-9 ? c / y : Float3(repeating: 1)
  }

  /// What a camera balanced for light of `kelvin` multiplies channels by, so that this light looks white (von Kries, in
  /// Rec.709); 6500 K leaves all as it is.
  static func whiteBalance(kelvin: Double) -> Float3 {
    let seen = maximum(blackBody(kelvin: kelvin) / blackBody(kelvin: 6500), Float3(repeating: 0.05))
    return Float3(repeating: 1) / seen
  }

  /// The integral over directions of a beam that is 1 within the cone of `beam` and falls by a smooth step to 0 at `edge`
  /// (cosines), steradians; with `lambert` weighted by the cosine, as a flat source sends.
  static func beamSolidAngle(beam: Float, edge: Float, lambert: Bool) -> Double {
    let steps = 512
    let low = lambert ? Swift.max(0, Double(edge)) : Double(edge)
    var sum = 0.0
    for i in 0..<steps {
      let c = low + (1 - low) * (Double(i) + 0.5) / Double(steps)
      sum += Double(beamProfile(Float(c), beam: beam, edge: edge)) * (lambert ? c : 1)
    }
    return 2 * Double.pi * sum * (1 - low) / Double(steps)
  }
}

/// The share of its radiance that a beam sends at an angle of cosine `c` from its axis.
@inline(__always) func beamProfile(_ c: Float, beam: Float, edge: Float) -> Float {
  if c >= beam { return 1 }
  return edge >= beam ? 0 : smoothstep(edge, beam, c)
}

import VectorMath

/// Where the sun stands, to about 0.01 degrees between 1950 and 2050.
///
/// Meeus, "Astronomical Algorithms", 2nd ed., chapters 12, 13 and 25 (low accuracy), as in NOAA's solar calculator.
public enum SolarPosition {
  /// Apparent right ascension and declination, radians.
  ///
  /// - Parameter day: Julian day of dynamical time (UTC is near enough).
  public static func equatorial(julianDay day: Double) -> (ascension: Double, declination: Double) {
    let t = (day - 2_451_545) / 36_525
    let radian = Double.pi / 180
    let meanLongitude = 280.466_46 + t * (36_000.769_83 + 0.000_303_2 * t)
    let anomaly = (357.529_11 + t * (35_999.050_29 - 0.000_153_7 * t)) * radian
    let centre =
      (1.914_602 - t * (0.004_817 + 0.000_014 * t)) * PortableMath.sine(anomaly)
      + (0.019_993 - 0.000_101 * t) * PortableMath.sine(2 * anomaly) + 0.000_289 * PortableMath.sine(3 * anomaly)
    let node = (125.04 - 1934.136 * t) * radian
    let longitude = (meanLongitude + centre - 0.005_69 - 0.004_78 * PortableMath.sine(node)) * radian
    let meanObliquity = 23.439_291_11 - t * (0.013_004_167 + t * (1.64e-7 - 5.04e-7 * t))
    let obliquity = (meanObliquity + 0.002_56 * PortableMath.cosine(node)) * radian
    let (s, c) = PortableMath.sineAndCosine(longitude)
    let (se, ce) = PortableMath.sineAndCosine(obliquity)
    return (PortableMath.arcTangent(y: ce * s, x: c), PortableMath.arcSine(se * s))
  }

  /// Elevation (without refraction) and azimuth from north towards east, radians.
  ///
  /// - Parameters:
  ///   - julianDay: of universal time.
  ///   - latitude: degrees, north positive.
  ///   - longitude: degrees, east positive.
  public static func horizontal(julianDay day: Double, latitude: Double, longitude: Double) -> (
    elevation: Double, azimuth: Double
  ) {
    let (ascension, declination) = equatorial(julianDay: day)
    let sidereal = 280.460_618_37 + 360.985_647_366_29 * (day - 2_451_545) + longitude
    let turns = sidereal / 360
    let hourAngle = (turns - turns.rounded(.down)) * 2 * Double.pi - ascension
    let (sl, cl) = PortableMath.sineAndCosine(latitude * Double.pi / 180)
    let (sd, cd) = PortableMath.sineAndCosine(declination)
    let (sh, ch) = PortableMath.sineAndCosine(hourAngle)
    let elevation = PortableMath.arcSine(sl * sd + cl * cd * ch)
    let azimuth = PortableMath.arcTangent(y: -cd * sh, x: sd * cl - cd * ch * sl)
    return (elevation, azimuth < 0 ? azimuth + 2 * Double.pi : azimuth)
  }

  /// The unit vector towards the sun in a world whose north is -Z and east +X.
  ///
  /// - Parameters:
  ///   - dayOfYear: 1 is the first of January; of 2025, a year without a leap day.
  ///   - hour: of mean solar time; may lie outside a day.
  static func direction(dayOfYear: Double, hour: Double, latitude: Double) -> Vector3 {
    let day = 2_460_675.5 + (dayOfYear - 1) + hour / 24
    let (elevation, azimuth) = horizontal(julianDay: day, latitude: latitude, longitude: 0)
    let (se, ce) = PortableMath.sineAndCosine(elevation)
    let (sa, ca) = PortableMath.sineAndCosine(azimuth)
    return Vector3(ce * sa, se, -ce * ca)
  }
}

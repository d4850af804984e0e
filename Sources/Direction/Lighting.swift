import PromptParsing
import SceneDescription

extension LightDirection {
  /// Sun and sky for a camera that looks from `cameraAzimuth` degrees: light from the side, or from behind when the sun
  /// is low, so that shadows are seen.
  func light(cameraAzimuth: Double, side: Double) -> Light {
    var light = Light()
    let isLow: Bool
    switch time ?? .afternoon {
    case .sunrise: (light.sunElevation, isLow) = (7, true)
    case .morning: (light.sunElevation, isLow) = (27, false)
    case .noon: (light.sunElevation, isLow) = (66, false)
    case .afternoon: (light.sunElevation, isLow) = (42, false)
    case .sunset: (light.sunElevation, isLow) = (5, true)
    case .dusk: (light.sunElevation, isLow) = (-3, true)
    case .night: (light.sunElevation, isLow) = (-40, false)
    }
    switch sky ?? (weather.map { $0 == .fog ? .clear : .overcast } ?? .clear) {
    case .clear: light.cloudCover = 0.08
    case .cloudy: light.cloudCover = 0.5
    case .overcast: light.cloudCover = 0.95
    }
    if weather == .storm { light.clouds = .storm }
    if weather == .fog { light.fog = LightDirection.fog(above: 0) }
    light.turbidity = isLow ? 4.5 : 3
    // The meter takes the bright sky for its measure; what stands before it is what is looked at.
    if isLow { light.exposureCompensation = 0.3 }
    let azimuth = LightDirection.wrapped(cameraAzimuth + side * (isLow ? 80 : 64))
    light.sunAzimuth = azimuth
    if time == .night {
      light.sunAzimuth = LightDirection.wrapped(azimuth + 180)
      // A nearly full moon in the sun's stead.
      light.moon = Moon(phase: 0.47, elevation: 38, azimuth: azimuth)
      light.stars = 3
    }
    return light
  }

  private static func wrapped(_ degrees: Double) -> Double {
    degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees
  }
}

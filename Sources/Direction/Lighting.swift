import PromptParsing
import SceneDescription

extension LightDirection {
  /// Sun and sky for a camera that looks from `cameraAzimuth` degrees: light from the side, or from behind when the sun
  /// is low, so that shadows are seen.
  func light(cameraAzimuth: Double, side: Double) -> Light {
    var light = Light()
    let isLow: Bool
    switch time {
    case .sunrise: (light.sunElevation, isLow) = (7, true)
    case .morning: (light.sunElevation, isLow) = (27, false)
    case .noon: (light.sunElevation, isLow) = (66, false)
    case .afternoon: (light.sunElevation, isLow) = (42, false)
    case .sunset: (light.sunElevation, isLow) = (5, true)
    case .dusk: (light.sunElevation, isLow) = (-3, true)
    }
    switch sky {
    case .clear: light.cloudCover = 0.08
    case .cloudy: light.cloudCover = 0.5
    case .overcast: light.cloudCover = 0.95
    }
    light.turbidity = isLow ? 4.5 : 3
    // The meter takes the bright sky for its measure; what stands before it is what is looked at.
    if isLow { light.exposureCompensation = 0.3 }
    var azimuth = cameraAzimuth + side * (isLow ? 80 : 64)
    if azimuth > 180 { azimuth -= 360 }
    if azimuth < -180 { azimuth += 360 }
    light.sunAzimuth = azimuth
    return light
  }
}

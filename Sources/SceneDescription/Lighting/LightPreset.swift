import LocatedJSON
import VectorMath

/// Light that photographers know by name.
public enum LightPreset: String, NamedChoice {
  case noon, goldenHour, overcast, storm, fog, blueHour, moonlight, nightStreet, studio, candlelight, neon, windowLight
  public static var formName: String { "light preset" }

  /// The fields that the preset stands for, its lamps about `place`.
  public func light(at place: Vector3) -> Light {
    do {
      var light = try Light(json: JSONReader.parse(Array(text.utf8), file: "preset \(rawValue)"))
      for i in light.lamps.indices {
        light.lamps[i].position = light.lamps[i].position + place
        if let target = light.lamps[i].target { light.lamps[i].target = target + place }
      }
      return light
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// As a scene file would say it; lamps about a subject of half a metre that stands on the ground at the origin.
  private var text: String {
    switch self {
    case .noon: #"{"sunElevation": 62, "sunAzimuth": 40, "clouds": "cumulus", "turbidity": 2.6}"#
    case .goldenHour: #"{"sunElevation": 6, "sunAzimuth": -70, "cloudCover": 0.12, "turbidity": 4}"#
    case .overcast: #"{"sunElevation": 40, "sunAzimuth": 30, "clouds": "overcast"}"#
    case .storm: #"{"sunElevation": 24, "sunAzimuth": 50, "clouds": "storm", "exposureCompensation": -0.7}"#
    case .fog:
      #"{"sunElevation": 14, "sunAzimuth": 150, "cloudCover": 0.1, "fog": {"visibility": 45, "scaleHeight": 25}}"#
    case .blueHour: #"{"sunElevation": -5.5, "sunAzimuth": 40, "cloudCover": 0, "turbidity": 2.5}"#
    case .moonlight:
      #"{"sunElevation": -40, "sunAzimuth": 160, "cloudCover": 0, "stars": 3, "moon": {"phase": 0.47, "elevation": 38, "azimuth": -60}}"#
    case .nightStreet:
      """
      {"sunElevation": -30, "sunAzimuth": 160, "cloudCover": 0, "whiteBalance": 3000, "lamps": [
        {"kind": "spot", "position": [-1.6, 5, -1.2], "target": [-0.9, 0, -0.4], "beam": 130, "kelvin": 2200, "radius": 0.12, "lumens": 7000},
        {"kind": "spot", "position": [4.5, 5, -6], "target": [4, 0, -5], "beam": 130, "kelvin": 2200, "radius": 0.12, "lumens": 7000},
        {"kind": "softbox", "position": [3.2, 1.6, 1], "target": [0, 0.6, 0], "width": 1.6, "height": 1.9, "kelvin": 4200, "lumens": 1200, "visible": false}
      ]}
      """
    case .studio:
      """
      {"sunElevation": -90, "stars": 0, "cloudCover": 0, "whiteBalance": 5600, "lamps": [
        {"kind": "softbox", "position": [-1.7, 1.5, 0.7], "target": [0, 0.15, 0], "width": 0.9, "height": 0.7, "kelvin": 5600, "lumens": 9000, "visible": false},
        {"kind": "softbox", "position": [1.9, 1.1, 1.5], "target": [0, 0.25, 0], "width": 1.4, "height": 1.0, "kelvin": 5600, "lumens": 1300, "visible": false},
        {"kind": "softbox", "position": [0.8, 1.9, -1.7], "target": [0, 0.3, 0], "width": 0.25, "height": 1.1, "kelvin": 5600, "lumens": 5000, "visible": false}
      ]}
      """
    case .candlelight:
      """
      {"sunElevation": -90, "stars": 0, "cloudCover": 0, "whiteBalance": 2300, "lamps": [
        {"kind": "candle", "position": [0.22, 0.26, 0.1]},
        {"kind": "candle", "position": [0.34, 0.20, -0.06]}
      ]}
      """
    case .neon:
      """
      {"sunElevation": -90, "stars": 0, "cloudCover": 0, "whiteBalance": 5000, "lamps": [
        {"kind": "neon", "position": [-0.9, 0.9, -0.9], "target": [-0.9, 2, -0.9], "length": 1.4, "colour": "#ff2a8a", "lumens": 700},
        {"kind": "neon", "position": [0.9, 0.9, -0.9], "target": [0.9, 2, -0.9], "length": 1.4, "colour": "#1fb8ff", "lumens": 700},
        {"kind": "neon", "position": [0, 1.7, -0.9], "target": [1, 1.7, -0.9], "length": 1.5, "colour": "#8a4bff", "lumens": 500}
      ]}
      """
    case .windowLight:
      """
      {"sunElevation": 35, "sunAzimuth": 60, "clouds": "overcast", "lamps": [
        {"kind": "window", "position": [-2, 1.4, 0], "target": [0, 1.4, 0], "width": 1.3, "height": 1.5}
      ]}
      """
    }
  }
}

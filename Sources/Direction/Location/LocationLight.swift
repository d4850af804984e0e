import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// The light of a shot in a place: the words' where they say something, else the place's own.
extension Location {
  struct Lighting {
    var light: Light
    /// The place's own as it is.
    var isOwn = false
    var notes: [String] = []
  }

  func lighting(_ words: LightDirection, cameraAzimuth: Double, side: Double) -> Lighting {
    let own = light ?? Light()
    if words == LightDirection() { return Lighting(light: own, isOwn: light != nil) }
    let isIndoors = !own.lamps.isEmpty
    let hasWindows = own.lamps.contains { $0.kind == .window }
    if isIndoors && !hasWindows {
      return Lighting(
        light: own, isOwn: true,
        notes: ["the \(name) has no windows and is lit by its own lamps: time and weather are left out"])
    }
    var out = Lighting(light: own)
    if let time = words.time {
      set(time, words, cameraAzimuth: cameraAzimuth, side: side, isIndoors: isIndoors, &out.light)
    }
    switch words.sky {
    case nil: break
    case .clear: out.light.setClouds(0.08)
    case .cloudy: out.light.setClouds(0.5)
    case .overcast: out.light.setClouds(0.95)
    }
    if let weather = words.weather { set(weather, words, isIndoors: isIndoors, &out) }
    return out
  }

  private func set(
    _ time: LightDirection.TimeOfDay, _ words: LightDirection, cameraAzimuth: Double, side: Double, isIndoors: Bool,
    _ light: inout Light
  ) {
    let plain = words.light(cameraAzimuth: cameraAzimuth, side: side)
    light.timeOfDay = nil
    light.sunElevation = plain.sunElevation
    light.turbidity = plain.turbidity
    light.moon = plain.moon
    light.stars = plain.stars
    light.exposureValue = nil
    if isIndoors {
      // The place's sun comes through its windows: it keeps its side.
      light.sunAzimuth = self.light?.sunAzimuth ?? plain.sunAzimuth
    } else {
      light.sunAzimuth = plain.sunAzimuth
      // The place's own, for its leaves overhead or its snow, holds at any hour.
      light.exposureCompensation = plain.exposureCompensation + (self.light?.exposureCompensation ?? 0)
    }
    if time == .night {
      light.setClouds(0)
      let lamps = practicalLamps(isIndoors: isIndoors)
      light.lamps += lamps
      light.exposureCompensation = lamps.isEmpty ? plain.exposureCompensation : 0
      if !lamps.isEmpty { light.whiteBalance = 3400 }
    }
  }

  private func set(
    _ weather: LightDirection.Weather, _ words: LightDirection, isIndoors: Bool, _ out: inout Lighting
  ) {
    switch weather {
    case .rain, .snow: if words.sky == nil { out.light.setClouds(0.95) }
    case .storm:
      if words.sky == nil {
        out.light.clouds = .storm
        out.light.cloudCover = 1
      }
      if words.time == nil { out.light.sunElevation = Swift.min(out.light.sunElevation, 24) }
    case .fog:
      if isIndoors {
        out.notes.append("fog stays outside of the \(name) and is left out")
      } else {
        out.light.fog = LightDirection.fog(above: worldFromStage.translation.y)
      }
    }
    out.notes += weather.notes
    if isIndoors && weather != .fog {
      out.notes.append("the \(name) is indoors: the \(weather.rawValue) is seen in the light of its windows only")
    }
  }

  /// The place's own lamps, switched on; indoors one at the ceiling where there are none near.
  private func practicalLamps(isIndoors: Bool) -> [Lamp] {
    let middle = worldFromStage.translation
    var lamps: [Lamp] = []
    var isLit = false
    for thing in things where !without.contains(thing.name) {
      guard let model = try? model(of: thing) else { continue }
      if let height = glow(of: model) {
        // It shines by itself; only what is high up lights a room.
        let p = thing.pose.apply(Vector3(0, height, 0))
        isLit = isLit || ((p - middle).length < 3 && p.y - middle.y > 1.7)
      } else if thing.looks.asset == "street lamp", let glass = bounds(of: "lamp glass", in: model, of: thing) {
        lamps.append(Location.streetLight(in: glass))
      }
    }
    // Of a long street the nearest ones.
    lamps = Array(
      lamps.enumerated().sorted { a, b in
        let (p, q) = ((a.element.position - middle).length, (b.element.position - middle).length)
        return p != q ? p < q : a.offset < b.offset
      }.map(\.element).prefix(8))
    if isIndoors && !isLit {
      var lamp = Lamp()
      lamp.kind = .softbox
      lamp.position = Vector3(middle.x, freeAreas.map(\.centre.y).min()! + 2.45, middle.z)
      (lamp.width, lamp.height) = (0.7, 0.7)
      (lamp.kelvin, lamp.lumens, lamp.visible) = (2900, 2600, false)
      lamps.append(lamp)
    }
    return lamps
  }

  /// Height of what shines by its material, in the model's frame.
  private func glow(of model: AssetModel) -> Double? {
    for part in model.links.flatMap(\.parts) where (Material.standard(part.material)?.luminance ?? 0) > 500 {
      return part.mesh.positions.map(\.y).max()
    }
    return nil
  }

  /// What shines where the glass of a street lamp is: a lantern as a globe all round, the flat pane of a bracket downwards.
  private static func streetLight(in glass: AxisBounds) -> Lamp {
    let size = glass.max - glass.min
    let width = Swift.min(size.x, size.z)
    var lamp = Lamp()
    lamp.position = glass.centre
    if size.y > 0.6 * width {
      lamp.kind = .bulb
      (lamp.kelvin, lamp.lumens, lamp.radius) = (2700, 6500, 0.46 * width)
    } else {
      lamp.kind = .disc
      lamp.position.y = glass.min.y - 0.004
      (lamp.kelvin, lamp.lumens, lamp.radius, lamp.beam) = (2700, 9000, 0.5 * width, 140)
    }
    return lamp
  }

  /// Of a named part of a thing, world coordinates.
  private func bounds(of part: String, in model: AssetModel, of thing: Thing) -> AxisBounds? {
    for link in model.links {
      guard let found = link.parts.first(where: { $0.name == part }), !found.mesh.positions.isEmpty else { continue }
      var bounds = AxisBounds.empty
      for p in found.mesh.positions { bounds.include(thing.pose.apply(p)) }
      return bounds
    }
    return nil
  }
}

extension Light {
  /// A thin sheet in place of clouds with a volume.
  fileprivate mutating func setClouds(_ cover: Double) {
    clouds = nil
    cloudCover = cover
  }
}

extension LightDirection.Weather {
  /// What of it cannot be shown.
  var notes: [String] {
    switch self {
    case .rain, .storm: ["falling rain is not drawn: \(rawValue) makes the sky grey"]
    case .snow: ["falling snow is not drawn: it makes the sky grey"]
    case .fog: []
    }
  }
}

extension LightDirection {
  /// Fog in which things 15 m off can still be told well.
  static func fog(above y: Double) -> Fog {
    var fog = Fog()
    fog.visibility = 60
    fog.base = y
    fog.scaleHeight = 25
    return fog
  }
}

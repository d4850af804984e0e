import SceneDescription
import VectorMath

/// The studio's paper and light.
extension AssetBoard {
  static var studioMaterials: [Material] {
    var paper = Material()
    (paper.name, paper.colour, paper.roughness, paper.contrast) = ("studio paper", Colour(hex: 0xB9B7B3), 0.9, 0)
    return [paper]
  }

  /// Degrees. What is flat is seen from higher up.
  static func direction(_ view: View, _ extent: Vector3) -> (azimuth: Double, elevation: Double) {
    let flatness = extent.y / max(extent.x, extent.z, 1e-6)
    switch view {
    case .quarter: return (32, flatness < 0.15 ? 42 : (flatness < 0.5 ? 28 : 18))
    case .front: return (0, 6)
    case .side: return (90, 6)
    case .top: return (0, 80)
    }
  }

  /// A soft overcast sky for the white room, a large softbox to the left of the camera, a narrow one behind to the right.
  static func light(size: Double, azimuth: Double) -> Light {
    var light = Light()
    light.sunElevation = 55
    light.clouds = .overcast
    light.exposureValue = 13.0
    func lamp(turn: Double, up: Double, away: Double, width: Double, height: Double, luminance: Double) -> Lamp {
      let (a, e) = (azimuth + turn * Double.pi / 180, up * Double.pi / 180)
      let level = PortableMath.cosine(e)
      let d = Vector3(level * PortableMath.sine(a), PortableMath.sine(e), level * PortableMath.cosine(a))
      var lamp = Lamp()
      lamp.kind = .softbox
      lamp.position = d * (away * size)
      lamp.target = Vector3(0, 0.4 * size, 0)
      (lamp.width, lamp.height) = (width * size, height * size)
      (lamp.luminance, lamp.kelvin, lamp.visible) = (luminance, 6000, true)
      return lamp
    }
    light.lamps = [
      lamp(turn: -62, up: 40, away: 3.6, width: 2.2, height: 1.7, luminance: 38000),
      lamp(turn: 140, up: 48, away: 3.8, width: 0.9, height: 2.0, luminance: 32000),
    ]
    return light
  }

  /// Paper that lies level in front and bends up behind: the level part to Z = -3 sizes, a quarter round, a wall.
  static func cyclorama(_ size: Double) -> SolidShape {
    let (front, back, radius, wall, half) = (16.0, -3.0, 4.0, 14.0, 16.0)
    var profile = [Vector3(0, 0, front), Vector3(0, 0, back)]
    let steps = 24
    for k in 1...steps {
      let angle = Double(k) / Double(steps) * Double.pi / 2
      profile.append(
        Vector3(0, radius * (1 - PortableMath.cosine(angle)), back - radius * PortableMath.sine(angle)))
    }
    profile.append(Vector3(0, wall, back - radius))
    var shape = SolidShape.Mesh()
    for p in profile {
      shape.vertices += [Vector3(-half, p.y, p.z) * size, Vector3(half, p.y, p.z) * size]
    }
    for k in 0..<(profile.count - 1) {
      let a = 2 * k
      shape.triangles += [SolidShape.Triangle(a, a + 1, a + 3), SolidShape.Triangle(a, a + 3, a + 2)]
    }
    return .mesh(shape)
  }
}

import SceneDescription
import VectorMath

/// A scene's lamp in the renderer's terms: the emitter, and the body by which it is seen.
struct PlacedLamp: Sendable {
  /// What stands in the world for it.
  enum Shape: Sendable {
    case sphere
    case capsule
    case mesh(Mesh)
  }
  let emitter: Emitter
  /// worldFromObject of the shape.
  let pose: RigidTransform
  /// nil: an opening, which stands for light from beyond.
  let shape: Shape?
  private let lamp: Lamp
  private let seed: UInt64

  /// - Parameter balance: what the camera's white balance multiplies channels by.
  init(_ lamp: Lamp, number: Int, seed: UInt64, balance: Float3) {
    self.lamp = lamp
    self.seed = mixBits(seed ^ mixBits(UInt64(number)))
    let usual = lamp.usual
    let kind: Emitter.Kind =
      switch lamp.kind {
      case .bulb, .spot: .sphere
      case .softbox: .rectangle
      case .disc: .disc
      case .tube, .neon, .candle: .tube
      case .window: .portal
      }
    // axisZ is where it shines; a rectangle's width stays level.
    let z = lamp.direction
    let side = cross(.unitY, z)
    let x = side.length < 1e-6 ? Vector3.unitX : side.normalized
    let y = cross(z, x)
    var e = Emitter(kind: kind, position: lamp.position.float, axisX: x.float, axisY: y.float, axisZ: z.float)
    switch kind {
    case .rectangle, .portal:
      e.halfWidth = Float(lamp.width ?? usual.width) / 2
      e.halfHeight = Float(lamp.height ?? usual.height) / 2
    case .sphere, .disc: e.radius = Float(lamp.radius ?? usual.radius)
    case .tube, .triangle:
      e.radius = Float(lamp.radius ?? usual.radius)
      e.halfHeight = Swift.max(1e-4, Float(lamp.length ?? usual.length) / 2 - e.radius)
    }
    let angle = lamp.beam ?? usual.beam
    if angle < 360 {
      // Half the light's brightness at the given cone; full within six tenths of it.
      e.beam = Float(PortableMath.cosine(angle * 0.5 * 0.6 * Double.pi / 180))
      e.edge = Float(PortableMath.cosine(Swift.min(180, angle * 0.5 * 1.4) * Double.pi / 180))
    }
    e.isFlame = lamp.kind == .candle
    e.isUnseen = !(lamp.visible ?? true)
    let colour: Float3 =
      lamp.colour.map { Photometry.unitLuminance(linear($0)) }
      ?? Photometry.blackBody(kelvin: lamp.kelvin ?? usual.kelvin)
    let candela = lamp.luminance ?? PlacedLamp.luminance(of: e, lumens: lamp.lumens ?? usual.lumens)
    e.radiance = colour * balance * Float(Photometry.radiance(candelaPerSquareMetre: candela))
    emitter = e
    switch kind {
    case .tube:  // a capsule's axis is Y
      pose = RigidTransform(
        rotation: Quaternion(matrix: Matrix3(columns: x, z, cross(x, z))), translation: lamp.position)
    default: pose = RigidTransform(rotation: Quaternion(matrix: Matrix3(columns: x, y, z)), translation: lamp.position)
    }
    switch kind {
    case .sphere: shape = .sphere
    case .tube: shape = .capsule
    case .rectangle: shape = .mesh(.rectangle(e.halfWidth, e.halfHeight))
    case .disc: shape = .mesh(.disc(e.radius))
    case .portal, .triangle: shape = nil
    }
  }

  /// cd/m^2 of the surface that sends all of `lumens`.
  static func luminance(of e: Emitter, lumens: Double) -> Double {
    let area = Double(e.area)
    switch e.kind {
    case .sphere:
      // Each direction sees the disc pi r^2.
      let beam = e.beam > -1 ? Photometry.beamSolidAngle(beam: e.beam, edge: e.edge, lambert: false) : 4 * Double.pi
      return lumens / (beam * area / 4)
    case .rectangle, .disc:
      let beam = e.beam > -1 ? Photometry.beamSolidAngle(beam: e.beam, edge: e.edge, lambert: true) : Double.pi
      return lumens / (beam * area)
    case .tube:
      // A flame glows in its depth: its outline is dimmer than its middle.
      return lumens / (Double.pi * area * (e.isFlame ? e.meanFlame : 1))
    case .portal, .triangle: return 0
    }
  }

  /// The emitter as it shines at `time` seconds.
  func emitter(at time: Double) -> Emitter {
    var e = emitter
    e.radiance *= Float(lamp.flicker(at: time, seed: seed))
    return e
  }
}

extension Emitter {
  /// The mean of a flame's profile over its straight side and the directions of view, in luminance, weighted by the cosine.
  var meanFlame: Double {
    var sum = 0.0
    var weight = 0.0
    for i in 0..<40 {
      let height: Float = (Float(i) + 0.5) / 40 * 2 - 1
      for j in 0..<40 {
        // Even in the square of the cosine: Lambert's measure.
        let facing: Float = ((Float(j) + 0.5) / 40).squareRoot()
        sum += Double(luminance(flameProfile(height: height * halfHeight, facing: facing)))
        weight += 1
      }
    }
    return sum / weight
  }
}

extension Mesh {
  /// A sheet about the origin that faces +Z.
  static func rectangle(_ halfWidth: Float, _ halfHeight: Float) -> Mesh {
    var m = Mesh()
    m.positions = [
      Float3(-halfWidth, -halfHeight, 0), Float3(halfWidth, -halfHeight, 0), Float3(halfWidth, halfHeight, 0),
      Float3(-halfWidth, halfHeight, 0),
    ]
    m.normals = [Float3](repeating: Float3(0, 0, 1), count: 4)
    m.triangles = [(0, 1, 2), (0, 2, 3)]
    m.slots = [0, 0]
    return m
  }

  static func disc(_ radius: Float) -> Mesh {
    let sides = 48
    var m = Mesh()
    m.positions = [.zero]
    for i in 0..<sides {
      let (c, s) = circlePoint(Float(i) / Float(sides))
      m.positions.append(Float3(c, s, 0) * radius)
      m.triangles.append((0, Int32(i + 1), Int32((i + 1) % sides + 1)))
    }
    m.normals = [Float3](repeating: Float3(0, 0, 1), count: sides + 1)
    m.slots = [Int32](repeating: 0, count: sides)
    return m
  }
}

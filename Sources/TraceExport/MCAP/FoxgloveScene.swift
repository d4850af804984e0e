import Rendering
import SceneDescription
import TraceFormat
import VectorMath

/// The bodies and bones of a trace as Foxglove scene entities, each held by the frame of its name.
struct FoxgloveScene {
  private let header: TraceHeader
  private let names: FrameNames

  init(_ header: TraceHeader, _ names: FrameNames) {
    self.header = header
    self.names = names
  }

  /// One SceneUpdate that brings everything.
  func update(time: UInt64) throws(ExportError) -> ProtobufMessage {
    var out = ProtobufMessage()
    for (i, body) in header.bodies.enumerated() {
      var entity = start(names.bodies[i], time)
      entity.add(6) { pair in
        pair.add(1, "mass, kg")
        pair.add(2, "\(body.mass)")
      }
      try draw(body.shape, at: .identity, body.colour, name: body.name, into: &entity)
      out.add(2, entity)
    }
    for (p, person) in header.people.enumerated() {
      for (b, bone) in person.bones.enumerated() {
        var entity = start(names.bones[p][b], time)
        let pose = RigidTransform(rotation: .identity, translation: bone.centre)
        try draw(bone.shape, at: pose, bone.colour, name: bone.name, into: &entity)
        out.add(2, entity)
      }
    }
    return out
  }

  private func start(_ frame: String, _ time: UInt64) -> ProtobufMessage {
    var entity = ProtobufMessage()
    entity.add(1, .stamp(time))
    entity.add(2, frame)
    entity.add(3, frame)
    entity.add(5, UInt64(1))
    return entity
  }

  private func draw(
    _ shape: SolidShape, at pose: RigidTransform, _ colour: Colour, name: String, into entity: inout ProtobufMessage
  ) throws(ExportError) {
    let paint = ProtobufMessage.colour(
      Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255)
    func solid(_ field: Int, _ pose: RigidTransform, size: Vector3, scales: (Double, Double)? = nil) {
      entity.add(field) { primitive in
        primitive.add(1, .pose(pose))
        primitive.add(2, .vector(size))
        if let scales {
          primitive.add(3, scales.0)
          primitive.add(4, scales.1)
        }
        primitive.add(scales == nil ? 3 : 5, paint)
      }
    }
    // Foxglove's cylinders stand along Z, the simulator's along Y.
    let standing = Quaternion(angle: -Double.pi / 2, axis: .unitX)
    func along(_ y: Double) -> RigidTransform {
      pose * RigidTransform(rotation: standing, translation: Vector3(0, y, 0))
    }
    func ball(_ r: Double, _ y: Double) { solid(9, along(y), size: Vector3(2 * r, 2 * r, 2 * r)) }
    switch shape {
    case .sphere(let s): ball(s.radius, 0)
    case .box(let b): solid(8, pose, size: b.halfExtents * 2)
    case .capsule(let c):
      solid(10, along(0), size: Vector3(2 * c.radius, 2 * c.radius, 2 * c.halfHeight), scales: (1, 1))
      ball(c.radius, c.halfHeight)
      ball(c.radius, -c.halfHeight)
    case .cylinder(let c):
      solid(10, along(0), size: Vector3(2 * c.radius, 2 * c.radius, 2 * c.halfHeight), scales: (1, 1))
    case .cone(let c):
      solid(10, along(c.height / 4), size: Vector3(2 * c.radius, 2 * c.radius, c.height), scales: (1, 0))
    case .plane:
      let side = Double(2 * GLBExport.planeExtent)
      let below = pose * RigidTransform(rotation: .identity, translation: Vector3(0, -0.005, 0))
      solid(8, below, size: Vector3(side, 0.01, side))
    case .compound(let c):
      for part in c.parts {
        let place = RigidTransform(rotation: part.orientation.normalized, translation: part.position)
        try draw(part.shape, at: pose * place, colour, name: name, into: &entity)
      }
    case .hull, .mesh, .heightField:
      guard let surface = try? SolidSurface(shape) else { throw .noSurface(body: name) }
      entity.add(12) { list in
        list.add(1, .pose(pose))
        for p in surface.positions { list.add(2, .vector(Vector3(Double(p.x), Double(p.y), Double(p.z)))) }
        list.add(3, paint)
        list.add(5, fixed: surface.triangles.flatMap { [$0.x, $0.y, $0.z] })
      }
    }
  }
}

extension ProtobufMessage {
  static func stamp(_ nanoseconds: UInt64) -> ProtobufMessage {
    var out = ProtobufMessage()
    out.add(1, nanoseconds / 1_000_000_000)
    out.add(2, nanoseconds % 1_000_000_000)
    return out
  }
  static func vector(_ v: Vector3) -> ProtobufMessage {
    var out = ProtobufMessage()
    out.add(1, v.x)
    out.add(2, v.y)
    out.add(3, v.z)
    return out
  }
  static func quaternion(_ q: Quaternion) -> ProtobufMessage {
    var out = ProtobufMessage()
    out.add(1, q.x)
    out.add(2, q.y)
    out.add(3, q.z)
    out.add(4, q.w)
    return out
  }
  static func pose(_ p: RigidTransform) -> ProtobufMessage {
    var out = ProtobufMessage()
    out.add(1, .vector(p.translation))
    out.add(2, .quaternion(p.rotation))
    return out
  }
  static func colour(_ r: Double, _ g: Double, _ b: Double) -> ProtobufMessage {
    var out = ProtobufMessage()
    out.add(1, r)
    out.add(2, g)
    out.add(3, b)
    out.add(4, 1.0)
    return out
  }
}

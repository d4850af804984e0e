import Modelling
import SceneDescription
import VectorMath

extension AssetModel {
  /// All of it, to another place in its frame.
  mutating func move(by way: Vector3) {
    for i in links.indices {
      for k in links[i].parts.indices {
        for p in links[i].parts[k].mesh.positions.indices { links[i].parts[k].mesh.positions[p] += way }
      }
      if var solid = links[i].solid {
        for k in solid.parts.indices { solid.parts[k].position += way }
        links[i].solid = solid
      }
      links[i].joint?.anchor += way
    }
    for i in supports.indices { supports[i].centre += way }
    for i in spaces.indices { spaces[i].floor += way }
    for i in holds.indices { holds[i].position += way }
    bounds = AxisBounds(min: bounds.min + way, max: bounds.max + way)
  }

  /// All of it, about the origin of its frame; supports stay level rectangles about their turned middles.
  mutating func turn(by turn: Quaternion) {
    bounds = .empty
    for i in links.indices {
      for k in links[i].parts.indices {
        for p in links[i].parts[k].mesh.positions.indices {
          links[i].parts[k].mesh.positions[p] = turn.rotate(links[i].parts[k].mesh.positions[p])
          bounds.include(links[i].parts[k].mesh.positions[p])
        }
        for p in links[i].parts[k].mesh.normals.indices {
          links[i].parts[k].mesh.normals[p] = turn.rotate(links[i].parts[k].mesh.normals[p])
        }
      }
      if var solid = links[i].solid {
        for k in solid.parts.indices {
          solid.parts[k].position = turn.rotate(solid.parts[k].position)
          solid.parts[k].orientation = (turn * solid.parts[k].orientation).normalized
        }
        links[i].solid = solid
      }
      if var joint = links[i].joint {
        joint.anchor = turn.rotate(joint.anchor)
        joint.axis = turn.rotate(joint.axis)
        links[i].joint = joint
      }
    }
    for i in supports.indices { supports[i].centre = turn.rotate(supports[i].centre) }
    for i in spaces.indices { spaces[i].floor = turn.rotate(spaces[i].floor) }
    for i in holds.indices {
      holds[i].position = turn.rotate(holds[i].position)
      holds[i].along = turn.rotate(holds[i].along)
    }
  }

  /// The same thing `s` times as large, of the same materials: mass grows with the volume.
  func scaled(by s: Double) -> AssetModel {
    var model = self
    for i in model.links.indices {
      for k in model.links[i].parts.indices {
        for p in model.links[i].parts[k].mesh.positions.indices { model.links[i].parts[k].mesh.positions[p] *= s }
      }
      if var solid = model.links[i].solid {
        for k in solid.parts.indices { solid.parts[k].scale(by: s) }
        model.links[i].solid = solid
      }
      model.links[i].mass *= s * s * s
      if var joint = model.links[i].joint {
        joint.anchor *= s
        joint.kind = joint.kind.scaled(by: s)
        if case .slider = joint.kind { joint.open *= s }
        model.links[i].joint = joint
      }
    }
    for i in model.supports.indices {
      model.supports[i].centre *= s
      model.supports[i].width *= s
      model.supports[i].depth *= s
      model.supports[i].clearance *= s
    }
    for i in model.spaces.indices {
      model.spaces[i].floor *= s
      model.spaces[i].size *= s
    }
    for i in model.holds.indices {
      model.holds[i].position *= s
      model.holds[i].width *= s
    }
    model.bounds = AxisBounds(min: bounds.min * s, max: bounds.max * s)
    return model
  }
}

extension SolidShape.Compound.Part {
  mutating func scale(by s: Double) {
    position *= s
    switch shape {
    case .sphere(let v): shape = .sphere(radius: v.radius * s)
    case .box(let v): shape = .box(halfExtents: v.halfExtents * s, edgeRadius: v.edgeRadius * s)
    case .capsule(let v): shape = .capsule(radius: v.radius * s, halfHeight: v.halfHeight * s)
    case .cylinder(let v): shape = .cylinder(radius: v.radius * s, halfHeight: v.halfHeight * s)
    case .cone(let v): shape = .cone(radius: v.radius * s, height: v.height * s)
    case .hull(var v):
      for i in v.points.indices { v.points[i] *= s }
      shape = .hull(v)
    case .compound, .mesh, .heightField, .plane: preconditionFailure("\(shape.tag) is no convex piece")
    }
  }
}

extension JointKind {
  /// Travel grows with the size; resistance so that it means the same for the heavier link: torque by the fourth power
  /// (weight times arm), force by the third.
  fileprivate func scaled(by s: Double) -> JointKind {
    func resistance(_ motor: Motor?, by factor: Double) -> Motor? {
      guard var motor else { return nil }
      motor.damping *= factor
      motor.maximum? *= factor
      return motor
    }
    switch self {
    case .hinge(var guided):
      guided.motor = resistance(guided.motor, by: s * s * s * s)
      return .hinge(guided)
    case .slider(var guided):
      guided.limits = guided.limits.map { Interval($0.low * s, $0.high * s) }
      guided.motor = resistance(guided.motor, by: s * s * s)
      return .slider(guided)
    default: return self
    }
  }
}

import LocatedJSON
import RigidBodyDynamics
import VectorMath

extension ThroughputScene {
  /// The scene for a program of another engine, at the defaults of a body: SI units, Y up, quaternions (x, y, z, w).
  ///
  ///     {"name": ..., "seconds": ..., "gravity": [x, y, z],
  ///      "bodies": [{"fixed": bool, "box": [half extents] or "sphere": radius, "position": [...],
  ///                  "orientation": [...], "mass": kg, "friction": mu, "restitution": e}],
  ///      "joints": [{"a": index, "b": index, "anchorA": [in a's frame], "anchorB": [...]}]}
  public func json() -> String {
    var writer = JSONWriter(pretty: false)
    writer.object { w in
      w.key("name")
      w.string(name)
      w.key("seconds")
      w.number(seconds)
      w.key("gravity")
      w.numbers(WorldSettings().gravity.components)
      w.key("bodies")
      w.array { w in
        for body in bodies {
          w.element()
          w.object { w in body.write(to: &w) }
        }
      }
      w.key("joints")
      w.array { w in
        for joint in joints {
          w.element()
          w.object { w in
            w.key("a")
            w.integer(joint.a)
            w.key("b")
            w.integer(joint.b)
            w.key("anchorA")
            w.numbers(bodies[joint.a].pose.applyInverse(joint.anchor).components)
            w.key("anchorB")
            w.numbers(bodies[joint.b].pose.applyInverse(joint.anchor).components)
          }
        }
      }
    }
    return writer.text
  }
}

extension BodyDefinition {
  var pose: RigidTransform { RigidTransform(rotation: orientation, translation: position) }

  fileprivate func write(to w: inout JSONWriter) {
    w.key("fixed")
    w.bool(motion != .dynamic)
    switch shape {
    case .sphere(let radius):
      w.key("sphere")
      w.number(radius)
    case .box(let half):
      w.key("box")
      w.numbers(half.components)
    default: preconditionFailure("'\(name)': throughput scenes hold spheres and boxes, not \(shape)")
    }
    w.key("position")
    w.numbers(position.components)
    w.key("orientation")
    w.numbers([orientation.x, orientation.y, orientation.z, orientation.w])
    w.key("mass")
    w.number(motion == .dynamic ? mass ?? density * shape.volume : 0)
    w.key("friction")
    w.number(friction)
    w.key("restitution")
    w.number(restitution)
  }
}

extension Vector3 {
  fileprivate var components: [Double] { [x, y, z] }
}

extension JSONWriter {
  fileprivate mutating func numbers(_ values: [Double]) {
    array { w in
      for value in values {
        w.element()
        w.number(value)
      }
    }
  }
}

import LocatedJSON
import Rendering
import SceneDescription
import TraceFormat
import VectorMath

/// What a viewer page knows of the things in a trace: their shapes as the simulator has them.
enum ViewerShapes {
  static func write(_ body: TraceBody, to json: inout JSONWriter) {
    json.object { json in
      json.member("name", body.name)
      json.member("dynamic", body.isDynamic)
      json.member("mass", body.mass)
      json.member("friction", body.friction)
      json.member("restitution", body.restitution)
      json.member("radius", body.shape.reach.isFinite ? body.shape.reach : 0)
      json.member("shape") { write(body.shape, to: &$0) }
    }
  }

  static func write(_ person: TracePerson, to json: inout JSONWriter) {
    json.object { json in
      json.member("name", person.name)
      json.member("bones") { json in
        json.list(person.bones) { json, bone in
          json.object { json in
            json.member("name", bone.name)
            json.member("centre", bone.centre)
            json.member("colour", [bone.colour.red, bone.colour.green, bone.colour.blue].map { Double($0) / 255 })
            json.member("shape") { write(bone.shape, to: &$0) }
          }
        }
      }
    }
  }

  static func write(_ joint: TraceJoint, to json: inout JSONWriter) {
    json.object { json in
      json.member("name", joint.name)
      json.member("kind", joint.kind)
      json.member("b", joint.b)
      json.member("onB", joint.onB)
    }
  }

  /// Solids of a formula go in as their measures; the page makes their triangles. Others go in as triangles.
  private static func write(_ shape: SolidShape, to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", shape.tag)
      switch shape {
      case .sphere(let s): json.member("radius", s.radius)
      case .box(let b): json.member("halfExtents", b.halfExtents)
      case .capsule(let c):
        json.member("radius", c.radius)
        json.member("halfHeight", c.halfHeight)
      case .cylinder(let c):
        json.member("radius", c.radius)
        json.member("halfHeight", c.halfHeight)
      case .cone(let c):
        json.member("radius", c.radius)
        json.member("height", c.height)
      case .compound(let c):
        json.member("parts") { json in
          json.list(c.parts) { json, part in
            json.object { json in
              json.member("position", part.position)
              json.member("orientation", part.orientation.normalized)
              json.member("shape") { write(part.shape, to: &$0) }
            }
          }
        }
      case .hull, .mesh, .heightField:
        // A hull that the simulator took has a surface; a header from a hostile file may hold one that has none.
        let surface = (try? SolidSurface(shape)) ?? SolidSurface()
        json.member("positions", surface.positions.flatMap { [$0.x, $0.y, $0.z].map(shortDecimal) })
        json.member("indices", surface.triangles.flatMap { [Int($0.x), Int($0.y), Int($0.z)] })
      case .plane: break
      }
    }
  }

  /// A number with as many digits as single precision needs, not those of the same value in double.
  private static func shortDecimal(_ v: Float) -> Double { Double(String(v)) ?? 0 }
}

extension JSONWriter {
  mutating func member(_ name: String, _ value: some JSONCodable) {
    key(name)
    value.write(to: &self)
  }
  mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
    key(name)
    body(&self)
  }
  mutating func list<T>(_ items: [T], _ body: (inout JSONWriter, T) -> Void) {
    array { json in
      for item in items {
        json.element()
        body(&json, item)
      }
    }
  }
}

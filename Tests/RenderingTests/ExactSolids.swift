import SceneDescription
import VectorMath

@testable import Rendering

/// A solid with what is known of it in closed form.
struct ExactSolid: Sendable, CustomStringConvertible {
  var description: String
  var shape: SolidShape
  var volume: Double
  var area: Double
  /// Distance of a point outside from the solid, m, or a lower bound of it; negative inside.
  var distance: @Sendable (Vector3) -> Double
  /// Farthest extent along a direction, times its length.
  var support: @Sendable (Vector3) -> Double

  /// Every shape that is drawn as a mesh, about `size` across.
  static func all(size s: Double) -> [ExactSolid] {
    [sphere(0.5 * s), cylinder(0.4 * s, 0.5 * s), cylinder(0.5 * s, 0.1 * s), cylinder(0.1 * s, 0.5 * s)]
      + [cone(0.3 * s, s), cone(0.5 * s, 0.3 * s), dodecahedron(0.5 * s), brick(Vector3(0.5, 0.2, 0.1) * s)]
      + [dumbbell(s)]
  }

  static func sphere(_ r: Double) -> ExactSolid {
    ExactSolid(
      description: "sphere \(r)", shape: .sphere(radius: r), volume: 4.0 / 3 * Double.pi * r * r * r,
      area: 4 * Double.pi * r * r, distance: { $0.length - r }, support: { r * $0.length })
  }

  static func cylinder(_ r: Double, _ h: Double) -> ExactSolid {
    ExactSolid(
      description: "cylinder \(r), \(h)", shape: .cylinder(radius: r, halfHeight: h),
      volume: 2 * Double.pi * r * r * h, area: 2 * Double.pi * r * (r + 2 * h),
      distance: { p in
        let out = Vector3((p.x * p.x + p.z * p.z).squareRoot() - r, p.y.magnitude - h, 0)
        return max(out, .zero).length + Swift.min(0, Swift.max(out.x, out.y))
      },
      support: { d in r * (d.x * d.x + d.z * d.z).squareRoot() + h * d.y.magnitude })
  }

  static func cone(_ r: Double, _ h: Double) -> ExactSolid {
    let slant = (r * r + h * h).squareRoot()
    return ExactSolid(
      description: "cone \(r), \(h)", shape: .cone(radius: r, height: h), volume: Double.pi / 3 * r * r * h,
      area: Double.pi * r * (r + slant),
      distance: { p in
        let x = (p.x * p.x + p.z * p.z).squareRoot()
        let side: Double = (h * x + r * (p.y - 0.75 * h)) / slant
        return Swift.max(side, -h / 4 - p.y)
      },
      support: { d in Swift.max(0.75 * h * d.y, r * (d.x * d.x + d.z * d.z).squareRoot() - h / 4 * d.y) })
  }

  /// A regular dodecahedron as a hull; `r` is the distance of its corners.
  static func dodecahedron(_ r: Double) -> ExactSolid {
    let golden = (1 + 5.0.squareRoot()) / 2
    var corners: [Vector3] = []
    var axes: [Vector3] = []
    for a in [-1.0, 1.0] {
      for b in [-1.0, 1.0] {
        corners += [-1.0, 1.0].map { Vector3(a, b, $0) }
        let (x, y, z) = (0.0, a / golden, b * golden)
        corners += [Vector3(x, y, z), Vector3(y, z, x), Vector3(z, x, y)]
        // Faces lie towards the corners of an icosahedron.
        axes += [Vector3(0, a * golden, b), Vector3(a * golden, b, 0), Vector3(b, 0, a * golden)]
      }
    }
    let scale = r / 3.0.squareRoot()
    let tips = corners.map { $0 * scale }
    var hull = SolidShape.Hull()
    // Points within must not matter.
    hull.points = tips + tips.map { $0 * 0.5 }
    let edge = 2 / golden * scale
    let faces = axes.map { axis in
      let n = axis.normalized
      return (n, tips.map { dot($0, n) }.max()!)
    }
    return ExactSolid(
      description: "dodecahedron \(r)", shape: .hull(hull),
      volume: (15 + 7 * 5.0.squareRoot()) / 4 * edge * edge * edge,
      area: 3 * (25 + 10 * 5.0.squareRoot()).squareRoot() * edge * edge,
      distance: { p in faces.map { dot(p, $0.0) - $0.1 }.max()! },
      support: { d in tips.map { dot($0, d) }.max()! })
  }

  /// A box given by its corners.
  static func brick(_ h: Vector3) -> ExactSolid {
    var hull = SolidShape.Hull()
    hull.points = (0..<8).map { i in
      Vector3(i & 1 == 0 ? h.x : -h.x, i & 2 == 0 ? h.y : -h.y, i & 4 == 0 ? h.z : -h.z)
    }
    return ExactSolid(
      description: "brick \(h)", shape: .hull(hull), volume: 8 * h.x * h.y * h.z,
      area: 8 * (h.x * h.y + h.y * h.z + h.z * h.x),
      distance: { p in
        let out = p.magnitudes - h
        return max(out, .zero).length + Swift.min(0, out.largest)
      },
      support: { d in dot(h, d.magnitudes) })
  }

  /// Two parts that are apart, turned and moved.
  static func dumbbell(_ s: Double) -> ExactSolid {
    var parts: [SolidShape.Compound.Part] = []
    let turn = Quaternion(angle: 1.1, axis: Vector3(0.6, 0, 0.8))
    let kept = [(sphere(0.2 * s), Vector3(-0.3, 0.1, 0) * s), (cylinder(0.1 * s, 0.25 * s), Vector3(0.25, 0, 0.1) * s)]
    for (solid, place) in kept {
      var part = SolidShape.Compound.Part()
      part.shape = solid.shape
      part.position = place
      part.orientation = turn
      parts.append(part)
    }
    var compound = SolidShape.Compound()
    compound.parts = parts
    return ExactSolid(
      description: "dumbbell \(s)", shape: .compound(compound), volume: kept[0].0.volume + kept[1].0.volume,
      area: kept[0].0.area + kept[1].0.area,
      distance: { p in
        kept.map { solid, place in solid.distance(turn.conjugate.rotate(p - place)) }.min()!
      },
      support: { d in
        kept.map { solid, place in solid.support(turn.conjugate.rotate(d)) + dot(place, d) }.max()!
      })
  }
}

import VectorMath

/// Mass, centre of mass and inertia of a solid, in the shape's frame.
public struct MassProperties: Sendable, Hashable {
  /// kg
  public var mass: Double
  /// m
  public var centreOfMass: Vector3
  /// Inertia tensor about the centre of mass, along the shape's axes, kg m^2.
  public var inertia: Matrix3

  public init(mass: Double, centreOfMass: Vector3, inertia: Matrix3) {
    self.mass = mass
    self.centreOfMass = centreOfMass
    self.inertia = inertia
  }

  /// The same solid of another mass.
  public func scaled(toMass m: Double) -> MassProperties {
    MassProperties(mass: m, centreOfMass: centreOfMass, inertia: inertia * (m / mass))
  }

  /// The same solid in the frame that `pose` puts its own into.
  public func placed(at pose: RigidTransform) -> MassProperties {
    if pose == .identity { return self }
    let r = pose.rotation.matrix
    return MassProperties(mass: mass, centreOfMass: pose.apply(centreOfMass), inertia: r * inertia * r.transpose)
  }

  /// Several solids as one, by the parallel axis theorem. Where they overlap their masses add.
  public static func sum(_ parts: [MassProperties]) -> MassProperties {
    var mass = 0.0
    var moment = Vector3.zero
    for p in parts {
      mass += p.mass
      moment += p.centreOfMass * p.mass
    }
    let centre = moment / mass
    var inertia = Matrix3.zero
    for p in parts { inertia = inertia + p.inertia + pointInertia(p.centreOfMass - centre) * p.mass }
    return MassProperties(mass: mass, centreOfMass: centre, inertia: inertia)
  }

  /// Whether no principal moment exceeds the sum of the two others, but for rounding: true of every real solid.
  public var obeysTriangleInequality: Bool {
    let m = principalAxes(of: inertia).moments
    let sum: Double = m.x + m.y + m.z
    return m.smallest > 0 && m.largest <= sum / 2 * (1 + 1e-9)
  }
}

/// The inertia tensor of a unit mass at r about the origin.
@inline(__always) private func pointInertia(_ r: Vector3) -> Matrix3 {
  let s = r.lengthSquared
  return Matrix3(
    columns: Vector3(s - r.x * r.x, -r.x * r.y, -r.x * r.z), Vector3(-r.y * r.x, s - r.y * r.y, -r.y * r.z),
    Vector3(-r.z * r.x, -r.z * r.y, s - r.z * r.z))
}

extension Shape {
  /// Mass properties of the solid at a density in kg/m^3; parts of a compound have their own multiple of it.
  ///
  /// Infinite for what is no solid (planes and surfaces): such shapes are for fixed bodies.
  public func massProperties(density: Double) -> MassProperties {
    switch self {
    case .sphere, .box, .capsule, .cylinder, .cone, .plane, .mesh, .heightField:
      let mass = density * volume
      return MassProperties(mass: mass, centreOfMass: .zero, inertia: Matrix3(diagonal: axisInertia(mass: mass)))
    case .hull(let hull):
      return hull.unitMass.scaled(toMass: density * hull.unitMass.mass)
    case .compound(let parts):
      return .sum(parts.map { $0.shape.massProperties(density: density * $0.density).placed(at: $0.pose) })
    }
  }

  /// Centre of mass and principal axes in the shape's frame: the frame of a body of this shape. Exactly the identity for
  /// shapes about both.
  var shapeFromBody: RigidTransform {
    switch self {
    case .plane, .mesh, .heightField: return .identity
    default: break
    }
    let m = massProperties(density: 1)
    let axes = principalAxes(of: m.inertia).axes
    return RigidTransform(
      rotation: axes == .identity ? .identity : Quaternion(matrix: axes), translation: m.centreOfMass)
  }

  /// Volume, m^3; infinite for planes and surfaces. Parts of a compound count each for itself, even where they overlap.
  public var volume: Double {
    switch self {
    case .sphere(let r): 4.0 / 3.0 * Double.pi * r * r * r
    case .box(let h): 8 * h.x * h.y * h.z
    case .capsule(let r, let h): Double.pi * r * r * (2 * h + 4.0 / 3.0 * r)
    case .cylinder(let r, let h): 2 * Double.pi * r * r * h
    case .cone(let r, let h): Double.pi * r * r * h / 3
    case .hull(let hull): hull.unitMass.mass
    case .compound(let parts): parts.reduce(0) { $0 + $1.shape.volume }
    case .plane, .mesh, .heightField: .infinity
    }
  }

  /// Principal moments of inertia for a solid of this mass, kg m^2; about the shape's own axes where those are
  /// principal, else in the order of `principalAxes`.
  public func inertia(mass: Double) -> Vector3 {
    switch self {
    case .hull, .compound: principalAxes(of: massProperties(density: 1).scaled(toMass: mass).inertia).moments
    default: axisInertia(mass: mass)
    }
  }

  /// Moments of a solid that is symmetric about its own axes.
  private func axisInertia(mass: Double) -> Vector3 {
    switch self {
    case .sphere(let r):
      let i: Double = 0.4 * mass * r * r
      return Vector3(i, i, i)
    case .box(let h):
      let k = mass / 3
      return Vector3(k * (h.y * h.y + h.z * h.z), k * (h.x * h.x + h.z * h.z), k * (h.x * h.x + h.y * h.y))
    case .capsule(let r, let h):
      let sphereShare: Double = (4.0 / 3.0 * r) / (2 * h + 4.0 / 3.0 * r)
      let ball = mass * sphereShare
      let cylinder = mass - ball
      let axial: Double = 0.5 * cylinder * r * r + 0.4 * ball * r * r
      // Two half balls, each with its centre of mass 3/8 r beyond the end of the cylinder.
      let cylinderAcross: Double = cylinder * (r * r / 4 + h * h / 3)
      let ballAcross: Double = ball * (0.4 * r * r + h * h + 0.75 * h * r)
      return Vector3(cylinderAcross + ballAcross, axial, cylinderAcross + ballAcross)
    case .cylinder(let r, let h):
      let across: Double = mass * (r * r / 4 + h * h / 3)
      return Vector3(across, mass * r * r / 2, across)
    case .cone(let r, let h):
      let across: Double = mass * (0.15 * r * r + 0.0375 * h * h)
      return Vector3(across, 0.3 * mass * r * r, across)
    case .plane, .mesh, .heightField:
      return Vector3(.infinity, .infinity, .infinity)
    case .hull, .compound:
      preconditionFailure("\(self) has no closed form")
    }
  }
}

/// Mass properties of a closed polyhedron of density 1: the sum over tetrahedra from one point to the triangles of its
/// faces, each an exact polynomial integral.
///
/// For a tetrahedron with one corner at the origin and the others a, b, c the integral of x x^T is
/// V/20 (a a^T + b b^T + c c^T + s s^T) with s = a + b + c. Tonon, "Explicit exact formulas for the 3-D tetrahedron
/// inertia tensor in terms of its vertex coordinates", J. Math. Stat. 1 (2004).
/// - Parameter loops: the corners of each face, counter-clockwise from outside.
func polyhedronMass(_ vertices: [Vector3], _ loops: [[Int]]) -> MassProperties {
  let origin = vertices.reduce(.zero, +) / Double(vertices.count)
  var volume = 0.0
  var first = Vector3.zero
  var xx = Vector3.zero
  var xy = Vector3.zero
  for loop in loops {
    let a = vertices[loop[0]] - origin
    for i in 1..<loop.count - 1 {
      let b = vertices[loop[i]] - origin
      let c = vertices[loop[i + 1]] - origin
      let v = dot(a, cross(b, c)) / 6
      let s = a + b + c
      volume += v
      first += s * (v / 4)
      let k = v / 20
      xx += (a.scaled(by: a) + b.scaled(by: b) + c.scaled(by: c) + s.scaled(by: s)) * k
      xy += (shifted(a) + shifted(b) + shifted(c) + shifted(s)) * k
    }
  }
  let centre = first / volume
  xx -= centre.scaled(by: centre) * volume
  xy -= shifted(centre) * volume
  let inertia = Matrix3(
    columns: Vector3(xx.y + xx.z, -xy.x, -xy.z), Vector3(-xy.x, xx.x + xx.z, -xy.y), Vector3(-xy.z, -xy.y, xx.x + xx.y))
  return MassProperties(mass: volume, centreOfMass: origin + centre, inertia: inertia)
}

/// The mixed products xy, yz, zx.
@inline(__always) private func shifted(_ v: Vector3) -> Vector3 { Vector3(v.x * v.y, v.y * v.z, v.z * v.x) }

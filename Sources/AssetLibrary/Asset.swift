import SceneDescription
import VectorMath

/// A thing built from a noun: rigid parts or a person, in the asset's own frame.
///
/// Metres; y = 0 is the bottom, the front is +Z and the origin lies below the middle, or, for a ramp, at its foot.
public struct Asset: Sendable, Hashable {
  public var noun: String
  /// Part names are empty for a thing of one part, and for the root of several. Parts that joints do not hold are fixed.
  public var parts: [Body] = []
  /// What holds moving parts to others.
  public var joints: [PartJoint] = []
  public var person: Person?
  /// Level places where things can stand, the best first.
  public var supports: [Support] = []
  /// The way down, for ramps.
  public var slope: Slope?

  public var isFixed: Bool { person == nil && parts.allSatisfy { $0.motion == .fixed } }
  public var isBall: Bool {
    if parts.count == 1, case .sphere = parts[0].shape { return true }
    return false
  }

  /// A part and how it hangs on another.
  public struct PartJoint: Sendable, Hashable {
    public var part: String
    public var joint: AssetModel.Joint
  }

  /// A level rectangle that faces up, in the asset's frame.
  public struct Support: Sendable, Hashable {
    public var centre: Vector3
    /// Half lengths along X and Z.
    public var halfWidth: Double
    public var halfDepth: Double
    /// Free height below the surface; 0 where it is solid.
    public var clearanceBelow = 0.0
  }

  /// A straight descent towards +Z that ends in a curve on the floor at the origin.
  public struct Slope: Sendable, Hashable {
    /// Upper and lower end of the straight part, on the middle line of its surface.
    public var top: Vector3
    public var bottom: Vector3
    /// Radians below the horizontal.
    public var angle: Double
    /// Between the rails.
    public var clearWidth: Double
    public var length: Double { (bottom - top).length }
    /// Unit vector down the slope.
    public var direction: Vector3 { (bottom - top).normalized }
  }

  /// The smallest box along the axes that holds the asset at `pose`.
  public func bounds(at pose: RigidTransform = .identity) -> AxisBounds {
    var bounds = AxisBounds.empty
    for part in parts {
      bounds.include(
        AxisBounds(of: part.shape, at: pose * RigidTransform(rotation: part.orientation, translation: part.position)))
    }
    if let person {
      let radius = Asset.personRadius(height: person.height)
      let foot = pose.translation
      bounds.include(
        AxisBounds(
          min: foot - Vector3(radius, 0, radius), max: foot + Vector3(radius, person.height, radius)))
    }
    return bounds
  }

  /// Half the width that a standing person takes, arms included.
  public static func personRadius(height: Double) -> Double { 0.16 * height }

  /// A thing without parts.
  package init(noun: String) { self.noun = noun }

  /// Builds what `request` asks for; nil where the library has no such noun.
  ///
  /// A noun of the library whose file is at fault gives nil too; `check` says what is wrong.
  public static func make(_ request: AssetRequest) -> Asset? {
    if Noun.named(request.noun)?.isOfLibrary ?? false { return try? fromLibrary(request) }
    return switch request.noun {
    case "ball": ball(request)
    case "marble": marble(request)
    case "block": block(request)
    case "brick": brick(request)
    case "domino": domino(request)
    case "plank": plank(request)
    case "pillar": pillar(request)
    case "platform": platform(request)
    case "table": table(request)
    case "wall": wall(request)
    case "stairs": stairs(request)
    case "ramp": ramp(request)
    case "floor": floor(request)
    case "person", "child": person(request)
    default: nil
    }
  }

  /// Builds the asset where it is one of the library.
  ///
  /// - Throws: `LibraryError`; `JSONError` where its file is at fault.
  public static func check(_ request: AssetRequest) throws {
    if Noun.named(request.noun)?.isOfLibrary ?? false { _ = try fromLibrary(request) }
  }

  private static func fromLibrary(_ request: AssetRequest) throws -> Asset {
    let library = try Library.standard()
    return try make(request, of: library.entry(named: request.noun), in: library)
  }

  static func body(
    _ name: String = "", _ shape: SolidShape, at position: Vector3, material: String, colour: Colour? = nil,
    fixed: Bool = false
  ) -> Body {
    var body = Body()
    body.name = name
    body.shape = shape
    body.position = position
    body.material = material
    body.colour = colour
    body.motion = fixed ? .fixed : .dynamic
    return body
  }

  /// A box that stands on y = 0 with a bevel that a hand would not cut itself on.
  static func standingBox(
    _ name: String = "", size: Vector3, at centre: Vector3 = .zero, material: String, colour: Colour? = nil,
    bevel: Double = 0.04, fixed: Bool = false
  ) -> Body {
    body(
      name, .box(halfExtents: size * 0.5, edgeRadius: bevel * size.smallest), at: centre + Vector3(0, size.y / 2, 0),
      material: material, colour: colour, fixed: fixed)
  }

  static func top(_ size: Vector3, at centre: Vector3 = .zero, clearanceBelow: Double = 0) -> Support {
    Support(
      centre: centre + Vector3(0, size.y, 0), halfWidth: size.x / 2, halfDepth: size.z / 2,
      clearanceBelow: clearanceBelow)
  }
}

/// A box along the world's axes.
public struct AxisBounds: Sendable, Hashable {
  public var min: Vector3
  public var max: Vector3
  public init(min: Vector3, max: Vector3) {
    self.min = min
    self.max = max
  }
  public static let empty = AxisBounds(
    min: Vector3(.infinity, .infinity, .infinity), max: Vector3(-.infinity, -.infinity, -.infinity))

  /// Bounds of a solid; a plane has none and leaves the result empty.
  public init(of shape: SolidShape, at pose: RigidTransform) {
    let c = pose.translation
    switch shape {
    case .sphere(let s):
      let r = Vector3(s.radius, s.radius, s.radius)
      self.init(min: c - r, max: c + r)
    case .box(let b):
      let m = pose.rotation.matrix
      let h = b.halfExtents
      let reach = m.c0.magnitudes * h.x + m.c1.magnitudes * h.y + m.c2.magnitudes * h.z
      self.init(min: c - reach, max: c + reach)
    case .capsule(let s):
      let reach = pose.rotation.rotate(Vector3(0, s.halfHeight, 0)).magnitudes + Vector3(s.radius, s.radius, s.radius)
      self.init(min: c - reach, max: c + reach)
    case .cylinder, .cone, .hull, .compound, .mesh, .heightField, .plane:
      guard let local = shape.localBounds else {
        self = .empty
        return
      }
      let m = pose.rotation.matrix
      let h = (local.high - local.low) * 0.5
      let middle = pose.apply((local.low + local.high) * 0.5)
      let reach = m.c0.magnitudes * h.x + m.c1.magnitudes * h.y + m.c2.magnitudes * h.z
      self.init(min: middle - reach, max: middle + reach)
    }
  }

  public var isEmpty: Bool { min.x > max.x }
  public var centre: Vector3 { (min + max) * 0.5 }
  public var size: Vector3 { max - min }
  public mutating func include(_ other: AxisBounds) {
    min = VectorMath.min(min, other.min)
    max = VectorMath.max(max, other.max)
  }
  public mutating func include(_ point: Vector3) { include(AxisBounds(min: point, max: point)) }
  public func grown(by margin: Double) -> AxisBounds {
    let m = Vector3(margin, margin, margin)
    return AxisBounds(min: min - m, max: max + m)
  }
  public func overlaps(_ o: AxisBounds) -> Bool {
    min.x < o.max.x && o.min.x < max.x && min.y < o.max.y && o.min.y < max.y && min.z < o.max.z && o.min.z < max.z
  }
  public func moved(by offset: Vector3) -> AxisBounds { AxisBounds(min: min + offset, max: max + offset) }
  /// The eight corners.
  public var corners: [Vector3] {
    (0..<8).map { i in
      Vector3(i & 1 == 0 ? min.x : max.x, i & 2 == 0 ? min.y : max.y, i & 4 == 0 ? min.z : max.z)
    }
  }
}

import VectorMath

/// One point of a contact as it was at the end of a step.
public struct ContactPoint: Sendable, Hashable {
  /// Names the geometric features that touch; the same from step to step.
  public var feature: UInt32
  /// World position midway between the two surfaces, m.
  public var position: Vector3
  /// Overlap of the surfaces, m; negative for a gap.
  public var depth: Double
  /// Impulse of the step along the normal, N s.
  public var normalImpulse: Double
  /// Friction impulse of the step on body b, world axes, N s.
  public var tangentImpulse: Vector3
}

/// The contact of two bodies, a < b.
public struct ContactManifold: Sendable, Hashable {
  public var a: BodyID
  public var b: BodyID
  /// From a to b, unit length.
  public var normal: Vector3
  public var points: [ContactPoint]

  public var normalImpulse: Double { points.reduce(0) { $0 + $1.normalImpulse } }
  public var depth: Double { points.reduce(-Double.infinity) { Swift.max($0, $1.depth) } }
}

/// Something that happened to a contact in a step.
public struct ContactEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// The bodies touch and did not in the step before.
    case begin
    /// The bodies touched in the step before and no longer do.
    case end
    /// The bodies met faster than gravity alone brings resting bodies together.
    case impact
  }
  public var kind: Kind
  /// Number of the step, the first being 0.
  public var step: Int
  public var a: BodyID
  public var b: BodyID
  /// World position, m.
  public var point: Vector3
  /// From a to b.
  public var normal: Vector3
  /// Speed at which the surfaces approached along the normal, m/s; 0 for `end`.
  public var normalSpeed: Double
  /// Normal impulse of the step (begin) or of the impact, N s.
  public var impulse: Double
}

/// A contact point as the world remembers it from step to step.
struct PersistentPoint: Sendable {
  /// Core points in the frames of the bodies; see `Candidate`.
  var localA: Vector3
  var localB: Vector3
  var feature: UInt32
  var separation: Double
  /// The bodies on whose round surface it runs; see `Candidate`.
  var rolling: UInt8 = 0
  var normalImpulse: Double = 0
  /// Friction impulse on b, world axes.
  var tangentImpulse: Vector3 = .zero
}

/// The contact of two colliders as the world remembers it: geometry of this step, impulses of the last.
struct Manifold: Sendable {
  /// Colliders and bodies, a < b in both.
  let colliderA: Int
  let colliderB: Int
  let a: Int
  let b: Int
  /// Tells the manifolds of one pair apart where a surface makes several; 0 otherwise.
  var sub: UInt32 = 0
  /// The smaller inner radius of the pair, m: the length that its tolerances scale with.
  let inner: Double
  /// Lever arm of rolling friction, m.
  let rollingLength: Double
  /// Radius of the patch on which corners and edges stand, m: it resists spinning about the normal. 0 for what is round
  /// and touches at a point, of which rolling friction tells.
  let patchRadius: Double
  var normal = Vector3.unitY
  /// The normal in the frame of its owner.
  var localNormal = Vector3.unitY
  var owner = NormalOwner.world
  var axis: UInt8 = 0
  var count: UInt8 = 0
  /// Whether it carried an impulse in the last step.
  var isTouching = false
  var radiusA: Double = 0
  var radiusB: Double = 0
  /// Axes of revolution for points that are `rolling`, world axes.
  var axisA = Vector3.unitY
  var axisB = Vector3.unitY
  /// Angular impulse of resistance to rolling and spinning on b, world axes.
  var rollingImpulse = Vector3.zero
  var impactSpeed: Double = 0
  var impactImpulse: Double = 0
  /// Last, so that a copy may leave out those that do not count.
  var points = InlineArray<4, PersistentPoint>(
    repeating: PersistentPoint(localA: .zero, localB: .zero, feature: 0, separation: 0))

  init(_ colliders: UnsafeBufferPointer<Collider>, pair: UInt64) {
    colliderA = Int(pair >> 32)
    colliderB = Int(pair & 0xFFFF_FFFF)
    a = colliders[colliderA].body
    b = colliders[colliderB].body
    inner = Swift.min(colliders[colliderA].innerRadius, colliders[colliderB].innerRadius)
    rollingLength = Rule.rollingLength(colliders[colliderA], colliders[colliderB])
    patchRadius =
      colliders[colliderA].geometry.isRound || colliders[colliderB].geometry.isRound
      ? 0 : Rule.patchRadius(innerRadius: inner)
  }

  @inline(__always) var pair: UInt64 { UInt64(UInt32(colliderA)) << 32 | UInt64(UInt32(colliderB)) }
  /// The pair of bodies: one key for all manifolds between them.
  @inline(__always) var bodyPair: UInt64 { UInt64(UInt32(a)) << 32 | UInt64(UInt32(b)) }
  /// Lever arm of friction against spinning about the normal, m. Three points and more resist spinning by their friction;
  /// one or two may stand on the axis of the spin.
  @inline(__always) func spinningLength(friction: Double) -> Double {
    Swift.max(Rule.spinningShare * rollingLength, count <= 2 ? friction * patchRadius : 0)
  }
  @inline(__always) var slop: Double { Rule.slop(innerRadius: inner) }

  /// Forgets the points of a pair that is no longer near.
  mutating func clear() {
    count = 0
    isTouching = false
    rollingImpulse = .zero
  }

  /// Takes the new geometry; points that were there before keep their impulses.
  ///
  /// The same features name the same point. Where edges lie flush on each other, rounding decides which of them names a
  /// corner, so what is left over is matched by place.
  mutating func adopt(_ c: CandidateManifold, _ bodyA: RigidBody, _ bodyB: RigidBody) {
    let old = points
    let oldCount = Int(count)
    var isTaken = InlineArray<4, Bool>(repeating: false)
    var isMatched = InlineArray<4, Bool>(repeating: false)
    let sameAxis = axis == c.axis
    normal = c.normal
    owner = c.owner
    axis = c.axis
    radiusA = c.radiusA
    radiusB = c.radiusB
    axisA = c.axisA
    axisB = c.axisB
    count = UInt8(Swift.min(4, c.count))
    switch owner {
    case .a: localNormal = bodyA.rotation.transposeMultiply(normal)
    case .b: localNormal = bodyB.rotation.transposeMultiply(normal)
    case .world: localNormal = normal
    }
    for i in 0..<Int(count) {
      let p = c.points[i]
      points[i] = PersistentPoint(
        localA: bodyA.rotation.transposeMultiply(p.onA - bodyA.position),
        localB: bodyB.rotation.transposeMultiply(p.onB - bodyB.position), feature: p.feature, separation: p.separation,
        rolling: p.rolling)
      guard sameAxis else { continue }
      for j in 0..<oldCount where old[j].feature == p.feature && !isTaken[j] {
        inherit(i, from: old[j])
        isTaken[j] = true
        isMatched[i] = true
        break
      }
    }
    let reach: Double = 0.02 * inner
    for i in 0..<Int(count) where !isMatched[i] {
      var nearest = -1
      var distance = reach * reach
      for j in 0..<oldCount where !isTaken[j] {
        let d = (old[j].localA - points[i].localA).lengthSquared
        if d < distance {
          distance = d
          nearest = j
        }
      }
      guard nearest >= 0 else { continue }
      inherit(i, from: old[nearest])
      isTaken[nearest] = true
    }
  }

  private mutating func inherit(_ i: Int, from old: PersistentPoint) {
    points[i].normalImpulse = old.normalImpulse
    points[i].tangentImpulse = old.tangentImpulse - normal * dot(old.tangentImpulse, normal)
  }

  /// Where the narrow phase may look first: the normal of the last step, or zero where there was no contact.
  @inline(__always) func cachedNormal(_ bodyA: RigidBody, _ bodyB: RigidBody) -> Vector3 {
    count > 0 ? currentNormal(bodyA, bodyB) : .zero
  }

  /// The normal as it stands after its owner has turned.
  @inline(__always) func currentNormal(_ bodyA: RigidBody, _ bodyB: RigidBody) -> Vector3 {
    switch owner {
    case .a: return bodyA.rotation * localNormal
    case .b: return bodyB.rotation * localNormal
    case .world: return localNormal
    }
  }
}

extension Manifold {
  /// The mean of its points on the surface of a, world axes; between the bodies where it has none.
  func meanPoint(_ bodyA: RigidBody, _ bodyB: RigidBody) -> Vector3 {
    guard count > 0 else { return (bodyA.position + bodyB.position) * 0.5 }
    var sum = Vector3.zero
    for i in 0..<Int(count) { sum += points[i].localA }
    return bodyA.rotation * (sum / Double(count)) + bodyA.position + currentNormal(bodyA, bodyB) * radiusA
  }
}

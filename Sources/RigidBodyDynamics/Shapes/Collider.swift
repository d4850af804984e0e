import VectorMath

/// One piece of a body in the world: what the broad phase pairs and the narrow phase collides.
///
/// A body has one collider for each piece of its shape, all in a row; colliders are in the order of the bodies.
struct Collider: Sendable {
  let body: Int
  let geometry: Geometry
  /// Place of the piece in the body's frame (centre of mass, principal axes).
  let offset: Vector3
  let turn: Quaternion
  let turnMatrix: Matrix3
  /// Whether piece and body share one frame: then poses need no product and keep their bits.
  let isCentred: Bool
  let innerRadius: Double
  let boundingRadius: Double
  /// Lever arm of rolling friction of its body, m.
  let rollingLever: Double
  /// Radius at which it rolls, m; 0 for what stands on faces and corners.
  let rollingRadius: Double

  init(body: Int, piece: ShapePiece, bodyFromShape: RigidTransform, rollingLever: Double) {
    self.body = body
    geometry = piece.geometry
    let bodyFromPiece = bodyFromShape * piece.shapeFromPiece
    offset = bodyFromPiece.translation
    turn = bodyFromPiece.rotation
    turnMatrix = turn.matrix
    isCentred = bodyFromPiece == .identity
    innerRadius = piece.geometry.innerRadius
    boundingRadius = piece.geometry.boundingRadius
    self.rollingLever = rollingLever
    rollingRadius = piece.geometry.rollingRadius
  }
}

/// A piece at a place.
struct Placed: Sendable {
  var geometry: Geometry
  var position: Vector3
  var rotation: Matrix3

  @inline(__always) init(_ c: Collider, on body: RigidBody) {
    self.init(c, position: body.position, rotation: body.rotation)
  }
  /// The collider on a body at another pose.
  @inline(__always) init(_ c: Collider, position: Vector3, rotation: Matrix3) {
    geometry = c.geometry
    if c.isCentred {
      self.position = position
      self.rotation = rotation
    } else {
      self.position = position + rotation * c.offset
      self.rotation = rotation * c.turnMatrix
    }
  }
  @inline(__always) init(geometry: Geometry, position: Vector3, rotation: Matrix3) {
    self.geometry = geometry
    self.position = position
    self.rotation = rotation
  }

  @inline(__always) func toWorld(_ p: Vector3) -> Vector3 { rotation * p + position }
  @inline(__always) func toLocal(_ p: Vector3) -> Vector3 { toLocalDirection(p - position) }
  @inline(__always) func toLocalDirection(_ d: Vector3) -> Vector3 { rotation.transposeMultiply(d) }
}

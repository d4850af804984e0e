/// A rotation followed by a translation, named target-from-source (`worldFromBody`).
@frozen public struct RigidTransform: Hashable, Sendable {
  public var rotation: Quaternion
  public var translation: Vector3

  @inlinable public init(rotation: Quaternion = .identity, translation: Vector3 = .zero) {
    self.rotation = rotation
    self.translation = translation
  }
  public static let identity = RigidTransform()

  @inlinable public func apply(_ p: Vector3) -> Vector3 { rotation.rotate(p) + translation }
  @inlinable public func applyInverse(_ p: Vector3) -> Vector3 { rotation.inverseRotate(p - translation) }
  @inlinable public var inverse: RigidTransform {
    RigidTransform(rotation: rotation.conjugate, translation: rotation.inverseRotate(-translation))
  }
  @inlinable public static func * (a: RigidTransform, b: RigidTransform) -> RigidTransform {
    RigidTransform(rotation: a.rotation * b.rotation, translation: a.apply(b.translation))
  }
}

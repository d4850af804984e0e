import SceneDescription

import struct RigidBodyDynamics.ShapeError

/// The skin of a solid as triangles about its own origin: for exporters and viewers.
public struct SolidSurface: Sendable {
  /// Metres.
  public private(set) var positions: [SIMD3<Float>] = []
  /// Unit, one a position.
  public private(set) var normals: [SIMD3<Float>] = []
  /// Three indices into `positions`, counter-clockwise seen from outside.
  public private(set) var triangles: [SIMD3<UInt32>] = []

  /// Nothing.
  public init() {}

  /// - Parameters:
  ///   - shape: anything but a plane, which has no end.
  ///   - around: chords that a full turn of a round solid is drawn with, at least 8.
  /// - Throws: `ShapeError` for a hull without volume.
  public init(_ shape: SolidShape, around: Int = 48) throws(ShapeError) {
    precondition(around >= 8, "\(around) chords around")
    let mesh = try Mesh(shape, around: around)
    positions = mesh.positions
    normals = mesh.normals
    triangles = mesh.triangles.map { SIMD3(UInt32($0.0), UInt32($0.1), UInt32($0.2)) }
  }
}

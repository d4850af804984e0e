import VectorMath

/// A box along the axes, by its lowest and highest corner, m.
@frozen public struct BoundingBox: Sendable, Hashable {
  public var low: Vector3
  public var high: Vector3

  @inlinable public init(low: Vector3, high: Vector3) {
    self.low = low
    self.high = high
  }
  @inlinable public init(centre: Vector3, halfExtents: Vector3) {
    self.init(low: centre - halfExtents, high: centre + halfExtents)
  }

  /// Holds nothing; growing it by a point gives that point.
  static let empty = BoundingBox(
    low: Vector3(.infinity, .infinity, .infinity), high: Vector3(-.infinity, -.infinity, -.infinity))
  /// Holds everything.
  static let everything = BoundingBox(low: empty.high, high: empty.low)

  @inlinable public var centre: Vector3 { (low + high) * 0.5 }
  @inlinable public var halfExtents: Vector3 { (high - low) * 0.5 }

  /// Half the area of its surface, m^2: what the cost of a search through a tree of boxes goes by.
  @inline(__always) var halfArea: Double {
    let d = high - low
    return d.x * d.y + d.y * d.z + d.z * d.x
  }

  @inlinable public func union(_ other: BoundingBox) -> BoundingBox {
    BoundingBox(low: min(low, other.low), high: max(high, other.high))
  }
  @inlinable public func including(_ p: Vector3) -> BoundingBox { BoundingBox(low: min(low, p), high: max(high, p)) }
  @inlinable public func grown(by margin: Double) -> BoundingBox {
    let m = Vector3(margin, margin, margin)
    return BoundingBox(low: low - m, high: high + m)
  }
  /// The box that holds this one on its way along `motion`.
  @inlinable public func swept(by motion: Vector3) -> BoundingBox {
    BoundingBox(low: low + min(motion, .zero), high: high + max(motion, .zero))
  }
  @inlinable public func overlaps(_ other: BoundingBox) -> Bool {
    low.x <= other.high.x && other.low.x <= high.x && low.y <= other.high.y && other.low.y <= high.y
      && low.z <= other.high.z && other.low.z <= high.z
  }
  @inlinable public func contains(_ other: BoundingBox) -> Bool {
    low.x <= other.low.x && low.y <= other.low.y && low.z <= other.low.z && other.high.x <= high.x
      && other.high.y <= high.y && other.high.z <= high.z
  }
  /// Whether the gap to another box is at most `distance` along every axis.
  @inline(__always) func isNear(_ other: BoundingBox, within distance: Double) -> Bool {
    low.x - distance <= other.high.x && other.low.x - distance <= high.x && low.y - distance <= other.high.y
      && other.low.y - distance <= high.y && low.z - distance <= other.high.z && other.low.z - distance <= high.z
  }
}

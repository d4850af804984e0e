import VectorMath

/// The flat face that a manifold refers to, in the frame of its shape: a plane, and the part of it that is solid below.
struct FaceRegion {
  enum Outline {
    case unbounded
    /// Corners counter-clockwise about the normal.
    case polygon(UnsafeBufferPointer<Vector3>)
    /// About the Y axis.
    case disc(radius: Double)
  }
  var normal: Vector3
  var offset: Double
  var outline: Outline

  @inline(__always) func height(_ p: Vector3) -> Double { dot(normal, p) - offset }

  /// Whether p is straight above or below the face, or beside it by no more than `slack`.
  func contains(_ p: Vector3, slack: Double) -> Bool {
    switch outline {
    case .unbounded: return true
    case .disc(let r): return p.x * p.x + p.z * p.z <= (r + slack) * (r + slack)
    case .polygon(let corners):
      var previous = corners[corners.count - 1]
      for c in corners {
        let inwards = cross(normal, c - previous)
        if dot(inwards, p - previous) < -slack * inwards.length { return false }
        previous = c
      }
      return true
    }
  }

  /// The stretch of the segment from p to q that is straight above or below the face, as parts of its length.
  func clip(_ p: Vector3, _ q: Vector3) -> (low: Double, high: Double)? {
    var low = 0.0
    var high = 1.0
    switch outline {
    case .unbounded: break
    case .disc(let r):
      let d = q - p
      let a: Double = d.x * d.x + d.z * d.z
      let b: Double = p.x * d.x + p.z * d.z
      let c: Double = p.x * p.x + p.z * p.z - r * r
      let discriminant: Double = b * b - a * c
      guard discriminant > 0 else { return a == 0 && c <= 0 ? (0, 1) : nil }
      let root = discriminant.squareRoot()
      low = Swift.max(0, (-b - root) / a)
      high = Swift.min(1, (-b + root) / a)
    case .polygon(let corners):
      var previous = corners[corners.count - 1]
      for c in corners {
        let inwards = cross(normal, c - previous)
        let atP = dot(inwards, p - previous)
        let atQ = dot(inwards, q - previous)
        previous = c
        if atP < 0 && atQ < 0 { return nil }
        if atP < 0 { low = Swift.max(low, atP / (atP - atQ)) }
        if atQ < 0 { high = Swift.min(high, atP / (atP - atQ)) }
      }
    }
    return low <= high ? (low, high) : nil
  }
}

/// Candidate points of one manifold while it is made, as many as there may be, in the frame of its reference shape.
struct CandidateBuffer {
  let points: UnsafeMutableBufferPointer<Candidate>
  var count = 0

  mutating func append(_ c: Candidate) {
    guard count < points.count else { return }
    points.initializeElement(at: count, to: c)
    count += 1
  }
}

import LocatedJSON
import VectorMath

/// Where the film is seen from, and through what lens and shutter. The camera looks along its -Z.
public struct Camera: Record, Hashable {
  public var position = Vector3(0, 1, 4)
  public var target = Vector3(0, 0.4, 0)
  public var focalLength = 35.0
  public var sensor = 36.0
  public var fNumber: Double?
  public var blades: Int?
  public var focusDistance: Double?
  public var focusPull: [FocusKey] = []
  public var shutterAngle = 180.0
  public var move = Move.fixed
  public var rate = 0.0

  /// One point of a focus pull.
  public struct FocusKey: Record, Hashable {
    public var time = 0.0
    public var distance = 1.0
    public init() {}
    public init(time: Double, distance: Double) {
      self.time = time
      self.distance = distance
    }
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("time", &time, unit: "s", rule: .notNegative, "When the lens is focused so.")
      try f.required("distance", &distance, unit: "m", rule: .focusDistance, "Along the camera's axis.")
    }
  }

  public enum Move: String, NamedChoice {
    case fixed = "static"
    /// Circles the target at a constant height and distance; positive rates turn counter-clockwise seen from above.
    case orbit
    /// Travels along the line of sight; positive rates go nearer.
    case dolly
    public static var formName: String { "camera move" }
  }

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("position", &position, unit: "m", rule: .inWorld, "Of the lens at the start; not the target.")
    try f.field("target", &target, unit: "m", rule: .inWorld, "The point in the middle of the picture.")
    try f.field("focalLength", &focalLength, unit: "mm", rule: .range(8...600), "Of the lens.")
    try f.field("sensor", &sensor, unit: "mm", rule: .range(4...70), "The sensor's longer side: 36 is full frame.")
    try f.optional(
      "fNumber", &fNumber, rule: .range(0.7...64), absent: "all is sharp",
      "Focal length over aperture: 1.4 blurs much, 16 little.")
    try f.optional("blades", &blades, rule: .range(3...16), absent: "round", "Sides of the aperture.")
    try f.optional(
      "focusDistance", &focusDistance, unit: "m", rule: .focusDistance, absent: "the target's", "Where it is sharp.")
    try f.field("focusPull", &focusPull, rule: .risingTimes, "Moves the focus from point to point, in order of time.")
    try f.field(
      "shutterAngle", &shutterAngle, unit: "degrees", rule: .range(0...360),
      "How long the shutter is open about each frame's time: 360 from frame to frame, 0 freezes all.")
    try f.field("move", &move, "\(Move.allCases.map(\.rawValue).joined(separator: ", ")).")
    try f.field(
      "rate", &rate, unit: "degrees/s (orbit), m/s (dolly)", rule: .range(-360...360), "Speed of the move.")
  }

  /// worldFromCamera at `time` seconds: origin at the lens, x right, y up, z backwards.
  public func pose(at time: Double) -> RigidTransform {
    var eye = position
    switch move {
    case .fixed: break
    case .orbit:
      let turn = Quaternion(angle: rate * time * Double.pi / 180, axis: .unitY)
      eye = target + turn.rotate(position - target)
    case .dolly:
      let sight = target - position
      // Stop short of the target: passing through it would flip the view.
      let travel = Swift.min(rate * time, sight.length * 0.9)
      eye = position + sight.normalized * travel
    }
    let back = (eye - target).normalized
    var right = cross(.unitY, back)
    if right.length < 1e-6 { right = .unitX }  // straight up or down: any right will do, the same one always
    right = right.normalized
    let up = cross(back, right)
    return RigidTransform(rotation: Quaternion(matrix: Matrix3(columns: right, up, back)), translation: eye)
  }

  /// Pixels per unit of x/z: the focal length in pixels for a picture of this size.
  public func focalPixels(width: Int, height: Int) -> Double {
    focalLength / sensor * Double(Swift.max(width, height))
  }

  /// Distance along the axis of what is sharp at `time` seconds, m: the pull's, eased from point to point, else the given
  /// one, else the target's.
  public func focusDistance(at time: Double) -> Double {
    guard let first = focusPull.first, let last = focusPull.last else {
      return focusDistance ?? Swift.max(0.01, (pose(at: time).translation - target).length)
    }
    if time <= first.time { return first.distance }
    for (a, b) in zip(focusPull, focusPull.dropFirst()) where time < b.time {
      let t: Double = (time - a.time) / (b.time - a.time)
      return a.distance + (b.distance - a.distance) * (t * t * (3 - 2 * t))
    }
    return last.distance
  }
}

extension FieldRule where Value == Double {
  static var focusDistance: FieldRule { .range(0.01...1e6) }
}

extension FieldRule where Value == [Camera.FocusKey] {
  static var risingTimes: FieldRule {
    FieldRule("at most 1000 points, each later than the one before") { keys in
      keys.count <= 1000 && zip(keys, keys.dropFirst()).allSatisfy { $0.time < $1.time }
    }
  }
}

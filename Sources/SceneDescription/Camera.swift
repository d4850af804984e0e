import LocatedJSON
import VectorMath

/// Where the film is seen from. The camera looks along its -Z; the sensor is 36 mm on its longer side.
public struct Camera: Record, Hashable {
  public var position = Vector3(0, 1, 4)
  public var target = Vector3(0, 0.4, 0)
  public var focalLength = 35.0
  public var move = Move.fixed
  public var rate = 0.0

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
    try f.field("focalLength", &focalLength, unit: "mm", rule: .range(8...600), "On a sensor with a 36 mm long side.")
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
    focalLength / 36 * Double(Swift.max(width, height))
  }
}

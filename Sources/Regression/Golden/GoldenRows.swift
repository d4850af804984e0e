import LocatedJSON
import TraceAnalysis
import TraceFormat
import VectorMath

/// One event: [step, kind, who, whom, closing speed m/s, normal impulse N s]; what does not apply is "" or 0.
public struct GoldenEvent: LineValue, Equatable {
  public var step: Int
  public var kind: TraceEvent.Kind
  public var a: String
  public var b: String
  public var speed: Double
  public var impulse: Double

  public init(step: Int, kind: TraceEvent.Kind, a: String, b: String = "", speed: Double = 0, impulse: Double = 0) {
    self.step = step
    self.kind = kind
    self.a = a
    self.b = b
    self.speed = speed
    self.impulse = impulse
  }

  public init(json node: JSONNode) throws(JSONError) {
    let items = try node.elements()
    guard items.count == 6 else { throw node.error("expected [step, kind, who, whom, speed, impulse]") }
    let name = try String(json: items[1])
    guard let kind = TraceEvent.Kind(rawValue: name) else {
      throw items[1].error("no event '\(name)'; \(nearestHint(name, among: TraceEvent.Kind.allCases.map(\.rawValue)))")
    }
    self.init(
      step: try Int(json: items[0]), kind: kind, a: try String(json: items[2]), b: try String(json: items[3]),
      speed: try Double(json: items[4]), impulse: try Double(json: items[5]))
  }

  public func write(to writer: inout JSONWriter) {
    writer.array { w in
      w.element()
      w.integer(step)
      for text in [kind.rawValue, a, b] {
        w.element()
        w.string(text)
      }
      for value in [speed, impulse] {
        w.element()
        w.number(value)
      }
    }
  }
  public static var formName: String { "[step, kind, who, whom, speed, impulse]" }

  /// Whether the two tell of the same thing, whenever it happened.
  func isSameThing(as other: GoldenEvent) -> Bool { kind == other.kind && a == other.a && b == other.b }

  /// "ball meets floor at 0.4521 s, 4.43 m/s".
  func sentence(stepRate: Int) -> String {
    let verb =
      switch kind {
      case .contactBegin: "meets"
      case .contactEnd: "leaves"
      case .toppled: "has toppled"
      case .jointBroke: "breaks from"
      case .footDown: "comes down"
      case .footUp: "lifts off"
      }
    let who = b.isEmpty ? "\(a) \(verb)" : "\(a) \(verb) \(b)"
    let when = " at step \(step) (\(rounded(Double(step) / Double(stepRate), digits: 5)) s)"
    return who + when + (speed > 0 ? ", \(rounded(speed, digits: 4)) m/s" : "")
  }
}

/// A body's state at a step: [step, body, position 3, orientation 4, velocity 3, angular velocity 3], rounded to six
/// significant digits or a micrometre.
public struct GoldenState: LineValue, Equatable {
  public var step: Int
  public var body: Int
  public var position: Vector3
  public var orientation: Quaternion
  public var velocity: Vector3
  public var angularVelocity: Vector3

  init(step: Int, body: Int, _ sample: BodySample) {
    self.step = step
    self.body = body
    func short(_ v: Double) -> Double {
      let kept = Double(rounded(v, digits: 7)) ?? v
      return kept.magnitude < 1e-7 ? 0 : kept
    }
    func short(_ v: Vector3) -> Vector3 { Vector3(short(v.x), short(v.y), short(v.z)) }
    position = short(sample.position)
    let q = sample.orientation
    orientation = Quaternion(x: short(q.x), y: short(q.y), z: short(q.z), w: short(q.w))
    velocity = short(sample.velocity)
    angularVelocity = short(sample.angularVelocity)
  }

  public init(json node: JSONNode) throws(JSONError) {
    let v = try [Double](json: node)
    guard v.count == 15, let step = Int(exactly: v[0]), let body = Int(exactly: v[1]) else {
      throw node.error("expected [step, body, and 13 numbers of its state]")
    }
    self.step = step
    self.body = body
    position = Vector3(v[2], v[3], v[4])
    orientation = Quaternion(x: v[5], y: v[6], z: v[7], w: v[8])
    velocity = Vector3(v[9], v[10], v[11])
    angularVelocity = Vector3(v[12], v[13], v[14])
  }

  public func write(to writer: inout JSONWriter) {
    writer.array { w in
      for i in [step, body] {
        w.element()
        w.integer(i)
      }
      for v in [position, velocity, angularVelocity].enumerated() {
        if v.offset == 1 {
          for c in [orientation.x, orientation.y, orientation.z, orientation.w] {
            w.element()
            w.number(c)
          }
        }
        for c in [v.element.x, v.element.y, v.element.z] {
          w.element()
          w.number(c)
        }
      }
    }
  }
  public static var formName: String { "[step, body, position, orientation, velocity, angular velocity]" }
}

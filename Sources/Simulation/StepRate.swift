import SceneDescription
import VectorMath

/// How many steps a second a scene gets, decided from the scene alone.
///
/// The scene's own `stepRate` wins. Otherwise it is the smallest multiple of the frame rate at or above 960 Hz, times the
/// smallest whole factor (at most 8) for which no dynamic body can move further in a step than the radius of the largest
/// ball inside it. Its speed is taken as its starting speed, plus that of its fastest point about its centre, plus
/// that of a fall to the lowest other body (or for the whole shot, if that is slower).
struct StepRate {
  static let lowest = 960
  static let largestFactor = 8

  let stepsPerSecond: Int
  let stepsPerFrame: Int
  let note: String?

  init(_ scene: Scene) throws(SimulationError) {
    let frameRate = scene.frameRate
    if let rate = scene.stepRate {
      guard rate > 0 && rate % frameRate == 0 else {
        throw .badScene("scene: stepRate must be a multiple of frameRate \(frameRate), got \(rate)")
      }
      stepsPerSecond = rate
      stepsPerFrame = rate / frameRate
      note = nil
      return
    }
    let base = StepRate.usual(scene)
    var wanted = 1.0
    var cause = ""
    for body in scene.bodies where body.motion == .dynamic {
      let need = StepRate.topSpeed(of: body, in: scene) / (Double(base) * body.shape.innerRadius)
      if need > wanted {
        wanted = need
        cause = body.name
      }
    }
    let factor = Int(Swift.min(Double(StepRate.largestFactor), wanted.rounded(.up)))
    stepsPerSecond = base * factor
    stepsPerFrame = base * factor / frameRate
    if factor > 1 {
      let limit =
        wanted > Double(StepRate.largestFactor) ? ", the most there is; it would need \(Int(wanted.rounded(.up)))" : ""
      note = "step rate raised \(factor) times to \(base * factor) Hz for the small or fast body '\(cause)'\(limit)"
    } else {
      note = nil
    }
  }

  /// The smallest multiple of the frame rate at or above 960 Hz.
  static func usual(_ scene: Scene) -> Int { (lowest + scene.frameRate - 1) / scene.frameRate * scene.frameRate }

  private static func topSpeed(of body: Body, in scene: Scene) -> Double {
    let g = scene.gravity.length
    var speed: Double = body.velocity.length
    if case .sphere = body.shape {
      // Its surface turns in itself.
    } else {
      speed += body.angularVelocity.length * body.shape.reach
    }
    guard g > 0 else { return speed }
    let down = scene.gravity / g
    let lowest = scene.bodies.reduce(dot(body.position, down)) { Swift.max($0, dot($1.position, down)) }
    let fall: Double = (2 * g * (lowest - dot(body.position, down))).squareRoot()
    return speed + Swift.min(fall, g * scene.seconds)
  }
}

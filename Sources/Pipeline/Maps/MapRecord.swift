import Imaging
import LocatedJSON
import SceneDescription
import TraceFormat
import VectorMath

/// What a map folder says in text: Kubric's metadata.json and events.json, gathered frame by frame.
///
/// World axes are ours (metres, Y up); quaternions are (w, x, y, z) as Kubric's; places in the picture are 0...1 from its
/// top left corner.
struct MapRecord: Sendable {
  private struct State: Sendable {
    var pose: RigidTransform
    var velocity: Vector3
    var angularVelocity: Vector3
    var imagePosition: SIMD2<Double>
    /// Pixels.
    var visibility: Int
  }
  private struct Collision: Sendable {
    var instances: (Int, Int)
    var normal: Vector3
    var frame: Int
    var force: Double
    var position: Vector3
    var imagePosition: SIMD2<Double>
    var time: Double
    var speed: Double
  }

  private let scene: Scene
  private let header: TraceHeader
  private let objects: MapObjects
  private var frames: [Int] = []
  private var cameras: [GuideCamera] = []
  private var size = (width: 0, height: 0)
  /// One list a frame, in the objects' order.
  private var states: [[State]] = []
  private var collisions: [Collision] = []

  init(scene: Scene, header: TraceHeader, objects: MapObjects) {
    self.scene = scene
    self.header = header
    self.objects = objects
  }

  mutating func append(_ guide: GuideFrame, _ moment: TraceFrame, _ maps: FrameMaps) {
    size = (guide.width, guide.height)
    frames.append(guide.index)
    cameras.append(guide.camera)
    var pixels = [Int](repeating: 0, count: objects.sources.count + 1)
    for number in maps.numbers.pixels { pixels[Int(number)] += 1 }
    states.append(
      objects.sources.enumerated().map { k, source in
        var state = State(
          pose: .identity, velocity: .zero, angularVelocity: .zero, imagePosition: .zero, visibility: pixels[k + 1])
        switch source {
        case .body(let i):
          let sample = moment.bodies[i]
          (state.pose, state.velocity, state.angularVelocity) = (sample.pose, sample.velocity, sample.angularVelocity)
        case .person(let i): state.pose = moment.people[i].bones[Bone.pelvis.rawValue]
        }
        state.imagePosition = place(state.pose.translation, guide)
        return state
      })
    for event in moment.events where event.kind == .contactBegin {
      if let b = event.b { collisions.append(collision(event, b, guide, moment)) }
    }
  }

  /// The point's place in the picture, its width and height being 1.
  private func place(_ p: Vector3, _ guide: GuideFrame) -> SIMD2<Double> {
    let local = guide.camera.pose.applyInverse(p)
    let k: Double = guide.camera.focalPixels / max(1e-9, -local.z)
    let pixel = guide.camera.principalPoint + SIMD2(k * local.x, -k * local.y)
    return pixel / SIMD2(Double(guide.width), Double(guide.height))
  }

  /// The force is the first step's impulse over its time.
  private func collision(_ event: TraceEvent, _ b: TraceParticipant, _ guide: GuideFrame, _ moment: TraceFrame)
    -> Collision
  {
    let place = event.point ?? centre(event.a, moment)
    return Collision(
      instances: (number(event.a), number(b)),
      normal: event.normal ?? (centre(b, moment) - centre(event.a, moment)).normalized, frame: guide.index,
      force: (event.impulse ?? 0) * Double(header.stepRate), position: place, imagePosition: self.place(place, guide),
      time: event.time, speed: event.speed ?? 0)
  }

  private func centre(_ p: TraceParticipant, _ moment: TraceFrame) -> Vector3 {
    switch p {
    case .body(let i): moment.bodies[i].position
    case .bone(let person, let bone): moment.people[person].bones[bone].translation
    }
  }

  /// Index into `instances`; -1 is ground.
  private func number(_ p: TraceParticipant) -> Int {
    switch p {
    case .body(let i): objects.numbers[i] - 1
    case .bone(let person, _): objects.numbers[scene.bodies.count + person] - 1
    }
  }

  // MARK: Text

  var events: String {
    var writer = JSONWriter(pretty: true)
    writer.object { w in
      w.key("collisions")
      w.array(breaks: true) { w in
        for c in collisions {
          w.element()
          w.object { w in
            w.list("instances", [Double(c.instances.0), Double(c.instances.1)])
            w.list("contact_normal", c.normal.list)
            w.value("frame", Double(c.frame))
            w.value("force", c.force)
            w.list("position", c.position.list)
            w.list("image_position", [c.imagePosition.x, c.imagePosition.y])
            w.value("time", c.time)
            w.value("speed", c.speed)
          }
        }
      }
    }
    return writer.text + "\n"
  }

  /// - Parameter depth: near and far of the shot, for ControlNet's depth.
  func metadata(depth: ValueRange) -> String {
    var writer = JSONWriter(pretty: true)
    writer.object { w in
      w.key("metadata")
      w.object { w in
        w.value("width", Double(size.width))
        w.value("height", Double(size.height))
        w.value("num_frames", Double(frames.count))
        w.value("num_instances", Double(objects.sources.count))
        w.list("frames", frames.map(Double.init))
        w.value("frame_rate", Double(header.frameRate))
        w.value("step_rate", Double(header.stepRate))
        w.key("seed")
        w.integer(header.seed)
        w.value("guide_version", Double(GuideFrame.version))
        w.value("tone_curve_version", Double(ToneCurve.version))
        w.text("world", "metres, Y up, right-handed; quaternions w, x, y, z; image positions 0...1 from the top left")
        w.text("normal", "world axes, value / 65535 * 2 - 1")
        w.text("depth", "metres from the camera's centre; \(FrameMaps.skyDistance) is sky")
        w.text("flow", "rows, columns: value / 65535 * (max - min) + min of data_ranges.json, pixels")
        w.list("control_depth_range", [Double(depth.low), Double(depth.high)])
        w.text("control_depth", "(1/z - 1/far) / (1/near - 1/far) of planar depth z, 255 is near")
      }
      w.key("camera")
      w.object(camera)
      w.key("instances")
      w.array(breaks: true) { w in
        for k in objects.sources.indices {
          w.element()
          w.object { w in instance(k, &w) }
        }
      }
    }
    return writer.text + "\n"
  }

  private func camera(_ w: inout JSONWriter) {
    let sensor = scene.camera.sensor * Double(size.width) / Double(max(size.width, size.height))
    w.value("focal_length", scene.camera.focalLength)
    w.value("sensor_width", sensor)
    w.value("field_of_view", 2 * PortableMath.arcTangent(y: sensor / 2, x: scene.camera.focalLength))
    w.lists("positions", cameras.map { $0.pose.translation.list })
    w.lists("quaternions", cameras.map { $0.pose.rotation.list })
    w.text("convention", "K in pixels, x right, y down; R world-from-camera 4x4, x right, y up, z backwards")
    let c = cameras[0]
    w.lists(
      "K", [[c.focalPixels, 0, c.principalPoint.x], [0, c.focalPixels, c.principalPoint.y], [0, 0, 1]])
    w.key("R")
    w.array(breaks: true) { w in
      for camera in cameras {
        let (m, t) = (camera.pose.rotation.matrix, camera.pose.translation)
        w.element()
        w.array { w in
          for row in [
            [m.c0.x, m.c1.x, m.c2.x, t.x], [m.c0.y, m.c1.y, m.c2.y, t.y], [m.c0.z, m.c1.z, m.c2.z, t.z], [0, 0, 0, 1],
          ] {
            w.element()
            w.numbers(row)
          }
        }
      }
    }
  }

  private func instance(_ k: Int, _ w: inout JSONWriter) {
    switch objects.sources[k] {
    case .body(let i):
      let body = scene.bodies[i]
      let material = scene.material(named: body.material)
      w.text("name", body.name)
      w.text("category", "\(objects.classes[i])")
      w.text("material", body.material)
      w.value("mass", header.bodies[i].mass)
      w.value("friction", body.friction ?? material?.friction ?? 0)
      w.value("restitution", body.restitution ?? material?.restitution ?? 0)
      w.key("is_dynamic")
      w.bool(header.bodies[i].isDynamic)
    case .person(let i):
      w.text("name", scene.people[i].name)
      w.text("category", "\(SemanticClass.person)")
      w.key("is_dynamic")
      w.bool(true)
    }
    w.lists("positions", states.map { $0[k].pose.translation.list })
    w.lists("quaternions", states.map { $0[k].pose.rotation.list })
    if case .body = objects.sources[k] {
      w.lists("velocities", states.map { $0[k].velocity.list })
      w.lists("angular_velocities", states.map { $0[k].angularVelocity.list })
    }
    w.lists("image_positions", states.map { [$0[k].imagePosition.x, $0[k].imagePosition.y] })
    w.list("visibility", states.map { Double($0[k].visibility) })
  }
}

extension Vector3 {
  fileprivate var list: [Double] { [x, y, z] }
}
extension Quaternion {
  fileprivate var list: [Double] { [w, x, y, z] }
}

extension JSONWriter {
  fileprivate mutating func value(_ key: String, _ v: Double) {
    self.key(key)
    number(v)
  }
  fileprivate mutating func text(_ key: String, _ v: String) {
    self.key(key)
    string(v)
  }
  fileprivate mutating func numbers(_ v: [Double]) {
    array { w in
      for x in v {
        w.element()
        w.number(x)
      }
    }
  }
  fileprivate mutating func list(_ key: String, _ v: [Double]) {
    self.key(key)
    numbers(v)
  }
  fileprivate mutating func lists(_ key: String, _ v: [[Double]]) {
    self.key(key)
    array { w in
      for x in v {
        w.element()
        w.numbers(x)
      }
    }
  }
}

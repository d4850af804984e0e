import RigidBodyDynamics
import SceneDescription
import TraceFormat
import VectorMath

extension TraceHeader {
  /// What is known of a run before its first step.
  init(_ scene: Scene, _ built: BuiltWorld, rate: StepRate, every: RecordInterval) {
    self.init()
    title = scene.title
    engine = EngineVersion.text
    sceneHash = scene.contentHash
    seed = scene.seed
    frameRate = scene.frameRate
    stepRate = rate.stepsPerSecond
    frameCount = scene.frameCount
    self.every = every
    gravity = scene.gravity
    bodies = scene.bodies.enumerated().map { index, body in
      TraceBody(body, in: scene, mass: built.world.mass(of: BodyID(index: index)))
    }
    joints = zip(scene.joints, built.joints).map { joint, placed in
      TraceJoint(
        name: joint.name, kind: joint.kind.tag, a: placed.a?.index, b: placed.b.index, onA: placed.onA, onB: placed.onB)
    }
    people = scene.people.map { TracePerson($0) }
    notes = (rate.note.map { [$0] } ?? []) + built.notes
  }
}

extension TraceBody {
  init(_ body: Body, in scene: Scene, mass: Double) {
    self.init(
      name: body.name, shape: body.shape, isDynamic: body.motion == .dynamic, mass: body.motion == .dynamic ? mass : 0)
    let material = scene.material(named: body.material) ?? Material()
    entity = body.entity
    motion = body.motion
    self.material = body.material
    colour = body.colour ?? material.colour
    friction = body.friction ?? material.friction
    restitution = body.restitution ?? material.restitution
  }
}

extension TracePerson {
  init(_ person: Person) {
    let skeleton = HumanSkeleton(height: person.height)
    self.init(
      name: person.name,
      bones: Bone.allCases.map { bone in
        let (shape, centre) = Walker.solid(of: bone, skeleton)
        var sample = TraceBone(name: bone.name, parent: bone.parent?.rawValue, shape: shape, centre: centre)
        sample.colour = person.colour(of: bone)
        return sample
      })
    entity = person.entity
    height = person.height
  }
}

extension Person {
  /// Of the skin or cloth that covers most of a bone.
  fileprivate func colour(of bone: Bone) -> Colour {
    switch bone {
    case .neck, .head, .leftHand, .rightHand: skin
    case .abdomen, .chest, .leftUpperArm, .leftForearm, .rightUpperArm, .rightForearm: shirt
    case .pelvis, .leftThigh, .leftShank, .rightThigh, .rightShank: trousers
    case .leftFoot, .leftToes, .rightFoot, .rightToes: shoes
    }
  }
}

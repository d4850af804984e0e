import Locomotion
import SceneDescription
import Testing
import VectorMath

/// Walks of many kinds: straight, round corners, back, short, on the spot, small and tall people.
private let walks: [Person] = {
  func person(_ height: Double, _ speed: Double, heading: Double, start: Double, _ path: [Vector3]) -> Person {
    var p = Person()
    p.name = "p"
    p.height = height
    p.heading = heading
    p.position = Vector3(1, 0.3, -2)
    var walk = Person.Walk()
    walk.speed = speed
    walk.start = start
    walk.path = path.map { $0 + p.position }
    p.walk = walk
    return p
  }
  return [
    person(1.75, 1.3, heading: 0, start: 0.5, [Vector3(0, 0, 8)]),
    person(1.6, 0.9, heading: 0, start: 0, [Vector3(0, 0, 4), Vector3(4, 0, 4)]),
    person(1.9, 1.8, heading: 0, start: 0, [Vector3(0, 0, 5), Vector3(-5, 0, 5), Vector3(-5, 0, 0)]),
    person(1.75, 1.3, heading: 0, start: 1, [Vector3(0, 0, 3), Vector3(0, 0, 0)]),
    person(1.7, 1.2, heading: 180, start: 0, [Vector3(0, 0, 3)]),
    person(1.75, 1.3, heading: -90, start: 0, [Vector3(2, 0, 2), Vector3(2.3, 0, 2), Vector3(2.3, 0, 4)]),
    person(1.75, 1.3, heading: 0, start: 0, [Vector3(0, 0, 0.3)]),
    person(1.75, 0.4, heading: 0, start: 0, [Vector3(0, 0, 2)]),
    person(1.1, 1.2, heading: 45, start: 0, [Vector3(3, 0, 3)]),
    person(1.85, 2.2, heading: 0, start: 0, [Vector3(0, 0, 9)]),
  ]
}()

private func endTime(_ gait: Gait) -> Double { (gait.footEvents.last?.time ?? 0) + 1.5 }

struct FeetOnTheGround {
  /// Heel, ball, toe joint and toe tip, at the sole.
  private func solePoints(_ pose: SkeletonPose, _ s: HumanSkeleton, _ foot: Bone, _ toes: Bone) -> [Vector3] {
    let a = s.ankleHeight
    let joint = s.offset(of: toes)
    let drop = a + joint.y
    return [
      pose[foot].apply(Vector3(0, -a, -0.18 * s.footLength)), pose[foot].apply(Vector3(0, -a, joint.z)),
      pose[toes].apply(Vector3(0, -drop, 0)), pose[toes].apply(Vector3(0, -drop, 0.2 * s.footLength)),
    ]
  }

  @Test(arguments: walks.indices) func soleNeverGoesBelowTheGround(index: Int) {
    let gait = Gait(person: walks[index])
    let ground = walks[index].position.y
    var lowest = Double.infinity
    for k in 0...Int(endTime(gait) * 240) {
      let pose = gait.pose(at: Double(k) / 240)
      for (foot, toes) in [(Bone.leftFoot, Bone.leftToes), (.rightFoot, .rightToes)] {
        for p in solePoints(pose, gait.skeleton, foot, toes) { lowest = Swift.min(lowest, p.y - ground) }
      }
    }
    #expect(lowest > -1e-3, "\(lowest * 1000) mm")
  }

  /// Locked feet keep their pose to the bit; a foot that rolls keeps its heel or its toes where they are.
  @Test(arguments: walks.indices) func plantedFeetDoNotSlide(index: Int) {
    let gait = Gait(person: walks[index])
    for (motion, foot, toes) in [
      (gait.leftFoot, Bone.leftFoot, Bone.leftToes), (gait.rightFoot, .rightFoot, .rightToes),
    ] {
      for plant in motion.plants {
        let begin = Swift.max(0, plant.strike)
        let end = Swift.min(endTime(gait), plant.toeOff)
        var flat: RigidTransform?
        var heel: Vector3?
        var toe: RigidTransform?
        for k in 0..<200 {
          let t = begin + (end - begin) * Double(k) / 200
          let pose = gait.pose(at: t)
          if t >= plant.flat && t < plant.heelOff {
            #expect(foot == .leftFoot ? pose.isLeftFootLocked : pose.isRightFootLocked)
            if let flat { #expect(pose[foot] == flat) }
            flat = pose[foot]
          }
          if t < plant.heelOff {
            let p = solePoints(pose, gait.skeleton, foot, toes)[0]
            if let heel { #expect((p - heel).length < 1e-9) }
            heel = p
          }
          if t >= plant.flat {
            if let toe { #expect((pose[toes].translation - toe.translation).length < 1e-9) }
            toe = pose[toes]
          }
        }
      }
    }
  }

  @Test(arguments: [1.6, 1.75, 1.9], [0.9, 1.3, 1.8])
  func toesClearTheGroundByOneToTwoCentimetres(height: Double, speed: Double) {
    let lab = GaitLaboratory(height: height, speed: speed)
    var least = Double.infinity
    // Between the push-off and the strike the toes come down once, as the foot passes the other leg.
    for percent in stride(from: 74.0, through: 90, by: 0.25) {
      let pose = lab.gait.pose(at: lab.time(percent))
      let points = solePoints(pose, lab.gait.skeleton, .leftFoot, .leftToes)
      least = Swift.min(least, points.map(\.y).min() ?? 0)
    }
    #expect((0.009...0.021).contains(least), "\(least * 100) cm")
  }
}

struct BodyInMotion {
  @Test(arguments: walks.indices) func bonesStayJoined(index: Int) {
    let gait = Gait(person: walks[index])
    let s = gait.skeleton
    for k in 0...Int(endTime(gait) * 120) {
      let pose = gait.pose(at: Double(k) / 120)
      for bone in Bone.allCases {
        guard let parent = bone.parent else { continue }
        let gap = (pose[parent].apply(s.offset(of: bone)) - pose[bone].translation).length
        #expect(gap < 1e-9, "\(bone) is \(gap) m off \(parent) at \(Double(k) / 120) s")
      }
    }
  }

  /// Knees bend forward, never straighten fully and never fold up.
  @Test(arguments: walks.indices) func kneesStayInTheirRange(index: Int) {
    let gait = Gait(person: walks[index])
    for k in 0...Int(endTime(gait) * 120) {
      let pose = gait.pose(at: Double(k) / 120)
      for (thigh, shank) in [(Bone.leftThigh, Bone.leftShank), (.rightThigh, .rightShank)] {
        let turn = pose[thigh].rotation.conjugate * pose[shank].rotation
        let sign: Double = turn.w < 0 ? -1 : 1
        let flexion = 2 * PortableMath.arcTangent(y: sign * turn.x, x: sign * turn.w) * 180 / Double.pi
        #expect((2...80).contains(flexion), "\(flexion) degrees at \(Double(k) / 120) s")
      }
    }
  }

  /// No velocity jumps: within microseconds, even at strikes, no bone's velocity changes by 1 cm/s, no spin by 0.07 rad/s.
  @Test(arguments: walks.indices) func velocitiesAreContinuous(index: Int) {
    let gait = Gait(person: walks[index])
    let h = 2e-6
    var instants = stride(from: 0.0, through: endTime(gait), by: 0.011).map { $0 }
    for plant in gait.leftFoot.plants + gait.rightFoot.plants {
      for t in [plant.strike, plant.flat, plant.heelOff, plant.toeOff] where t.isFinite && t > 0 { instants.append(t) }
    }
    for t in instants {
      let p = [-2, -1, 1, 2].map { gait.pose(at: t + $0 * h) }
      for bone in Bone.allCases {
        let before = (p[1][bone].translation - p[0][bone].translation) / h
        let after = (p[3][bone].translation - p[2][bone].translation) / h
        #expect(
          (after - before).length < 1500 * 3 * h + 1e-3, "\(bone) jumps by \((after - before).length) m/s at \(t) s")
        let spinBefore = spin(p[0][bone].rotation, p[1][bone].rotation) / h
        let spinAfter = spin(p[2][bone].rotation, p[3][bone].rotation) / h
        #expect(
          (spinAfter - spinBefore).length < 10_000 * 3 * h + 1e-2,
          "\(bone) whips by \((spinAfter - spinBefore).length) rad/s at \(t) s")
      }
    }
  }
  private func spin(_ a: Quaternion, _ b: Quaternion) -> Vector3 {
    let q = b * a.conjugate
    return q.vector * (q.w < 0 ? -2 : 2)
  }

  @Test(arguments: walks.indices) func arrivesAtTheLastWaypointFeetTogether(index: Int) throws {
    let person = walks[index]
    let gait = Gait(person: person)
    let pose = gait.pose(at: endTime(gait) + 2)
    let goal = try #require(person.walk?.path.last)
    let pelvis = pose[.pelvis].translation
    #expect(((pelvis - goal).scaled(by: Vector3(1, 0, 1))).length < 0.01)
    let (left, right) = (pose[.leftFoot].translation, pose[.rightFoot].translation)
    #expect(((left + right) * 0.5 - goal).scaled(by: Vector3(1, 0, 1)).length < 0.01)
    #expect((left - right).length < 0.1 * person.height)
    #expect(pose.isLeftFootLocked && pose.isRightFootLocked)
    let toWaist = pelvis.y - person.position.y
    #expect((toWaist - gait.skeleton.hipHeight).magnitude < 0.01)
    // Facing along the last leg of the path.
    let corners = [person.position] + (person.walk?.path ?? [])
    let way = (corners[corners.count - 1] - corners[corners.count - 2]).normalized
    #expect(dot(pose[.head].rotation.rotate(.unitZ), way) > 0.999)
  }

  @Test func armsSwingAgainstTheLegs() {
    let lab = GaitLaboratory(height: 1.75, speed: 1.3)
    var product = 0.0
    for k in 0..<100 {
      let pose = lab.gait.pose(at: lab.time(Double(k)))
      let hands = pose[.leftHand].translation.z - pose[.rightHand].translation.z
      let feet = pose[.leftFoot].translation.z - pose[.rightFoot].translation.z
      product += hands * feet
    }
    #expect(product < 0)
    let strike = lab.gait.pose(at: lab.cycle.lowerBound)
    #expect(strike[.rightHand].translation.z - strike[.leftHand].translation.z > 0.3)
  }

  /// The extrapolated centre of mass stays inside the foot that carries it (Hof 2008): lateral margin above 0.
  @Test(arguments: [0.9, 1.3, 1.8]) func balanceIsKeptSideways(speed: Double) {
    let lab = GaitLaboratory(height: 1.75, speed: speed)
    let w = (9.81 / lab.gait.skeleton.hipHeight).squareRoot()
    let foot = lab.gait.pose(at: lab.time(30))[.leftFoot].translation.x
    for percent in stride(from: 16.0, through: 48, by: 2) {
      let t = lab.time(percent)
      let x = lab.gait.pose(at: t)[.pelvis].translation.x
      let v = (lab.gait.pose(at: t + 1e-4)[.pelvis].translation.x - x) / 1e-4
      #expect(x + v / w < foot, "at \(percent) %")
    }
  }

  @Test func standingPeopleStandStill() {
    var person = Person()
    person.name = "s"
    person.heading = 90
    let gait = Gait(person: person)
    let first = gait.pose(at: 0)
    for k in 0..<100 {
      let pose = gait.pose(at: Double(k) / 7)
      #expect(pose[.leftFoot] == first[.leftFoot] && pose[.pelvis] == first[.pelvis])
      #expect((pose[.head].translation - first[.head].translation).length < 0.01)
    }
    #expect(gait.footEvents.isEmpty && first.isLeftFootLocked && first.isRightFootLocked)
    // Facing +X, left is -Z.
    #expect(first[.head].rotation.rotate(.unitZ).x > 0.999)
    #expect(first[.leftFoot].translation.z < 0)
  }
}

import Parallelism
import VectorMath

// One step of h seconds, in order. Nothing here depends on anything but the state and the order of the bodies.
//
//  1. Kinematic bodies take the velocity that brings them to their targets. Fields give every dynamic body the
//     acceleration and the change of spin that it has in this step in place of gravity alone.
//  2. Collision detection at the poses of the start: sort and sweep gives pairs, closed forms and separating axes give
//     up to four points a pair, points that were there before keep their impulses. Fast pairs are swept first.
//     Islands are groups of bodies that contacts join; the next two stages treat each by itself.
//  3. Impacts: each at its own time within the step, pair by pair, v+ = -e v- of that time. Then gravity and the
//     free turning of the spin that the impacts left.
//  4. Contacts: impulses that act evenly over the step, so that nothing approaches at its end and friction stays
//     in its cone.
//  5. Motion: x += h (v0 + v1) / 2 about the exact parabola of free fall; spin by implicit midpoint; impulses of
//     impacts move the body for the rest of the step only.
//  6. Projection: overlap beyond the slop is pushed out of the positions.
//  7. Events, sensors, sleep.

extension World {
  /// Advances the world by one time step.
  public mutating func step() {
    let h = settings.timeStep
    steerKinematicBodies()
    plantForest()
    findForces()
    broadPhase.findPairs(colliders, bodies, timeStep: h, gravity: settings.gravity)
    setSurfaceManifoldsAside()
    matchManifolds()
    findContacts()
    findSurfaceContacts()
    if let plannedFault { spoilContacts(plannedFault) }
    wakeIslands()
    findForces()
    workspace.load(bodies, manifolds, ends, islands, settings: settings, forces: hasForces ? forces : nil)
    loadCoupledIslands()
    workspace.resolveImpacts(timeStep: h)
    resolveCoupledImpacts()
    workspace.addFreeMotion(bodies, spinChanges: hasForces ? forces.spinChanges : nil, timeStep: h)
    workspace.makeRows(manifolds, timeStep: h)
    workspace.solveContacts(iterations: settings.velocityIterations, gravitySpeed: greatestAcceleration * h)
    solveCoupledIslands()
    keepImpulses()
    moveBodies()
    projectPositions(
      &bodies, manifolds, islands.order, workspace.islands, iterations: settings.positionIterations, &projection)
    settleCoupledIslands()
    broadPhase.refresh(colliders, bodies, timeStep: h)
    reportEvents()
    findSensorOverlaps()
    dropAppliedForces()
    sleepQuietIslands()
    stepIndex += 1
  }

  private mutating func steerKinematicBodies() {
    let h = settings.timeStep
    while activities.count < bodies.count { activities.append(BodyActivity()) }
    bodies.withUnsafeMutableBufferPointer { bodies in
      activities.withUnsafeMutableBufferPointer { activities in
        WorkTeam.shared.forRanges(bodies.count, grain: StepWorkspace.grain) { range in
          for i in range {
            bodies[i].steer(timeStep: h)
            activities[i] = BodyActivity(bodies.baseAddress! + i)
          }
        }
      }
    }
  }

  private mutating func keepImpulses() {
    let count = workspace.blockCount
    manifolds.withUnsafeMutableBufferPointer { manifolds in
      workspace.blocks.withUnsafeBufferPointer { blocks in
        workspace.rows.withUnsafeBufferPointer { rows in
          WorkTeam.shared.forRanges(count, grain: StepWorkspace.grain) { range in
            for i in range {
              let k = blocks.baseAddress! + i
              let m = manifolds.baseAddress! + k.pointee.manifold
              for j in 0..<k.pointee.rowCount {
                let impulses = rows[k.pointee.firstRow + j].impulses
                m.pointee.points[j].normalImpulse = impulses.x
                m.pointee.points[j].tangentImpulse = k.pointee.tangent1 * impulses.y + k.pointee.tangent2 * impulses.z
              }
              m.pointee.rollingImpulse = k.pointee.rollingImpulse
              m.pointee.impactSpeed = k.pointee.impactSpeed
              m.pointee.impactImpulse = k.pointee.impactImpulse
            }
          }
        }
      }
    }
  }

  private mutating func moveBodies() {
    let h = settings.timeStep
    bodies.withUnsafeMutableBufferPointer { bodies in
      workspace.bodies.withUnsafeBufferPointer { moved in
        WorkTeam.shared.forRanges(bodies.count, grain: StepWorkspace.grain) { range in
          for i in range { bodies[i].move(moved.baseAddress! + i, timeStep: h) }
        }
      }
    }
  }
}

extension RigidBody {
  /// The velocity that brings a kinematic body to its target, and the bound of its speed in the step.
  @inline(__always) fileprivate mutating func steer(timeStep h: Double) {
    if motion == .kinematic {
      if hasTarget {
        velocity = (target.translation - position) / h
        angularVelocity = rotationVector(target.rotation * orientation.conjugate) / h
        followsTargets = true
      } else if followsTargets {
        velocity = .zero
        angularVelocity = .zero
      }
    }
    speedBound = greatestSpeed
  }

  @inline(__always) fileprivate mutating func move(_ s: UnsafePointer<SolverBody>, timeStep h: Double) {
    if motion == .fixed || isAsleep || isLink { return }
    if hasTarget {
      position = target.translation
      setOrientation(target.rotation)
      hasTarget = false
      return
    }
    position += s.pointee.movement(h)
    let turn = s.pointee.turn(h)
    if turn != .zero { setOrientation(Quaternion(rotationVector: turn) * orientation) }
    velocity = s.pointee.velocity
    angularVelocity = s.pointee.spin
  }
}

/// The rotation vector of a unit quaternion, at most pi long.
func rotationVector(_ q: Quaternion) -> Vector3 {
  let sign: Double = q.w < 0 ? -1 : 1
  let v = q.vector * sign
  let sine = v.length
  if sine < 1e-12 { return v * 2 }
  return v * (2 * PortableMath.arcTangent(y: sine, x: q.w * sign) / sine)
}

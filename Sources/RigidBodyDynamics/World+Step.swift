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
    wakeIslands()
    findForces()
    workspace.load(bodies, manifolds, islands, settings: settings, forces: hasForces ? forces : nil)
    loadCoupledIslands()
    workspace.resolveImpacts(timeStep: h)
    resolveCoupledImpacts()
    workspace.addFreeMotion(bodies, spinChanges: hasForces ? forces.spinChanges : nil, timeStep: h)
    workspace.makeRows(manifolds, timeStep: h)
    workspace.solveContacts(iterations: settings.velocityIterations, gravitySpeed: greatestAcceleration * h)
    solveCoupledIslands()
    keepImpulses()
    moveBodies()
    projectPositions(&bodies, manifolds, islands, iterations: settings.positionIterations)
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
    for i in bodies.indices {
      guard bodies[i].motion == .kinematic else {
        bodies[i].speedBound = bodies[i].greatestSpeed
        continue
      }
      if bodies[i].hasTarget {
        bodies[i].velocity = (bodies[i].target.translation - bodies[i].position) / h
        bodies[i].angularVelocity =
          rotationVector(bodies[i].target.rotation * bodies[i].orientation.conjugate) / h
        bodies[i].followsTargets = true
      } else if bodies[i].followsTargets {
        bodies[i].velocity = .zero
        bodies[i].angularVelocity = .zero
      }
      bodies[i].speedBound = bodies[i].greatestSpeed
    }
  }

  private mutating func keepImpulses() {
    for k in workspace.blocks.prefix(workspace.blockCount) {
      for j in 0..<k.rowCount {
        let r = workspace.rows[k.firstRow + j]
        manifolds[k.manifold].points[j].normalImpulse = r.impulses.x
        manifolds[k.manifold].points[j].tangentImpulse = k.tangent1 * r.impulses.y + k.tangent2 * r.impulses.z
      }
      manifolds[k.manifold].rollingImpulse = k.rollingImpulse
      manifolds[k.manifold].impactSpeed = k.impactSpeed
      manifolds[k.manifold].impactImpulse = k.impactImpulse
    }
  }

  private mutating func moveBodies() {
    let h = settings.timeStep
    for i in bodies.indices {
      if bodies[i].motion == .fixed || bodies[i].isAsleep || bodies[i].isLink { continue }
      if bodies[i].hasTarget {
        bodies[i].position = bodies[i].target.translation
        bodies[i].setOrientation(bodies[i].target.rotation)
        bodies[i].hasTarget = false
        continue
      }
      let s = workspace.bodies[i]
      bodies[i].position += s.movement(h)
      let turn = s.turn(h)
      if turn != .zero { bodies[i].setOrientation(Quaternion(rotationVector: turn) * bodies[i].orientation) }
      bodies[i].velocity = s.velocity
      bodies[i].angularVelocity = s.spin
    }
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

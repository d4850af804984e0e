import Parallelism
import VectorMath

extension World {
  /// Replaces the fields that act on all dynamic bodies, and wakes these if the list has changed.
  ///
  /// - Throws: `FieldError` for a value that the solver cannot take; the world is then unchanged.
  public mutating func setFields(_ new: [Field]) throws(FieldError) {
    for (i, field) in new.enumerated() { try field.validate(index: i) }
    if new == fields { return }
    fields = new
    for i in bodies.indices where bodies[i].isDynamic { wake(i) }
  }

  /// Pushes a dynamic body with `force` N at a world point during the next step, and wakes it; others ignore it.
  ///
  /// Forces of several calls add. A force that lasts has to be applied before every step.
  public mutating func applyForce(_ force: Vector3, at point: Vector3, to id: BodyID) {
    let i = check(id)
    precondition(force.isFinite && point.isFinite, "\(id) '\(names[i])': force \(force) at \(point)")
    guard bodies[i].isDynamic else { return }
    wake(i)
    while forces.applied.count < bodies.count { forces.applied.append(LinkLoad()) }
    forces.applied[i].force += force
    forces.applied[i].torque += cross(point - bodies[i].position, force)
  }

  /// Whether any body needs more than the world's gravity in this step.
  var hasForces: Bool { !fields.isEmpty || hasSpecialBodies || !forces.applied.isEmpty }

  /// The greatest acceleration that fields or gravity give in this step, m/s^2.
  var greatestAcceleration: Double {
    hasForces ? Swift.max(settings.gravity.length, forces.greatest) : settings.gravity.length
  }

  /// Finds what acts on the bodies that are awake; those that wake later in the step call again.
  mutating func findForces() {
    guard hasForces else { return }
    while forces.steps.count < bodies.count {
      forces.steps.append(-1)
      forces.accelerations.append(.zero)
      forces.spinChanges.append(.zero)
      forces.loads.append(LinkLoad())
    }
    while !forces.applied.isEmpty && forces.applied.count < bodies.count { forces.applied.append(LinkLoad()) }
    let h = settings.timeStep
    let gravity = settings.gravity
    let step = stepIndex
    let count = bodies.count
    withForcePointers { p in
      WorkTeam.shared.forRanges(count, grain: 64) { range in
        for i in range {
          let body = p.bodies + i
          guard body.pointee.isDynamic, !body.pointee.isAsleep, p.steps[i] != step else { continue }
          p.steps[i] = step
          var sum = BodyForces(
            body, p.traits[i], p.colliders, applied: p.applied.isEmpty ? LinkLoad() : p.applied[i],
            gravity: gravity, timeStep: h)
          sum.add(p.fields)
          let acceleration = sum.meanAcceleration()
          let spinChange = sum.spinChange()
          p.accelerations[i] = acceleration
          p.spinChanges[i] = spinChange
          let turn = body.pointee.rotation.transposeMultiply(spinChange).scaled(by: body.pointee.inertia)
          p.loads[i] = LinkLoad(
            force: (acceleration - gravity) * body.pointee.mass, torque: body.pointee.rotation * turn * (1 / h))
          // So that the margins of contacts hold what the forces may move.
          let gained: Double = (acceleration - gravity).length * h + spinChange.length * body.pointee.boundingRadius
          body.pointee.speedBound += gained
        }
      }
    }
    forces.greatest = 0
    for i in bodies.indices where forces.steps[i] == step {
      forces.greatest = Swift.max(forces.greatest, forces.accelerations[i].length)
    }
  }

  /// Forces act for one step only.
  mutating func dropAppliedForces() {
    if !forces.applied.isEmpty { forces.applied.removeAll(keepingCapacity: true) }
  }

  private struct ForcePointers {
    let bodies: UnsafeMutablePointer<RigidBody>
    let colliders: UnsafePointer<Collider>
    let traits: UnsafePointer<ForceTraits>
    let fields: UnsafeBufferPointer<Field>
    let applied: UnsafeBufferPointer<LinkLoad>
    let accelerations: UnsafeMutablePointer<Vector3>
    let spinChanges: UnsafeMutablePointer<Vector3>
    let loads: UnsafeMutablePointer<LinkLoad>
    let steps: UnsafeMutablePointer<Int>
  }

  private mutating func withForcePointers(_ work: (ForcePointers) -> Void) {
    guard !bodies.isEmpty else { return }
    bodies.withUnsafeMutableBufferPointer { bodies in
      colliders.withUnsafeBufferPointer { colliders in
        forceTraits.withUnsafeBufferPointer { traits in
          fields.withUnsafeBufferPointer { fields in
            forces.applied.withUnsafeBufferPointer { applied in
              forces.accelerations.withUnsafeMutableBufferPointer { accelerations in
                forces.spinChanges.withUnsafeMutableBufferPointer { spinChanges in
                  forces.loads.withUnsafeMutableBufferPointer { loads in
                    forces.steps.withUnsafeMutableBufferPointer { steps in
                      work(
                        ForcePointers(
                          bodies: bodies.baseAddress!, colliders: colliders.baseAddress!, traits: traits.baseAddress!,
                          fields: fields, applied: applied, accelerations: accelerations.baseAddress!,
                          spinChanges: spinChanges.baseAddress!, loads: loads.baseAddress!,
                          steps: steps.baseAddress!))
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

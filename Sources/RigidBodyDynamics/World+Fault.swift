import VectorMath

/// A fault put into a world on purpose: tests that claim to find wrong engines prove it with these.
package enum EngineFault: Sendable {
  /// Contacts that are found are left out.
  case skippedContact
  /// The normal of the first contact of two moving bodies points the other way.
  case swappedNormal
  /// Contact points lie beside their place by this vector in both bodies, m.
  case shiftedPoint(Vector3)
  /// Overlaps are taken for larger by this, m.
  case falseDepth(Double)
  /// Steps are longer than they claim by this factor.
  case longerStep(Double)
  /// Gravity is multiplied by this.
  case strongerGravity(Double)
  /// Gravity pulls aside by this, m/s^2.
  case tiltedGravity(Vector3)
}

/// A fault and the steps in which it acts.
struct PlannedFault: Sendable {
  var fault: EngineFault
  var steps: Range<Int>
}

extension World {
  /// Puts a fault into the steps of a range; those of the whole run count from 0.
  package mutating func plan(_ fault: EngineFault, in steps: Range<Int>) {
    switch fault {
    case .longerStep(let factor): settings.timeStep *= factor
    case .strongerGravity(let factor): settings.gravity = settings.gravity * factor
    case .tiltedGravity(let aside): settings.gravity += aside
    case .skippedContact, .swappedNormal, .shiftedPoint, .falseDepth:
      plannedFault = PlannedFault(fault: fault, steps: steps)
    }
  }

  /// Spoils the contacts that were just found, where a fault is planned for this step.
  mutating func spoilContacts(_ planned: PlannedFault) {
    guard planned.steps.contains(stepIndex) else { return }
    defer { listEnds(from: 0) }
    for i in manifolds.indices where manifolds[i].count > 0 {
      switch planned.fault {
      case .skippedContact: manifolds[i].clear()
      case .swappedNormal:
        if !(bodies[manifolds[i].a].isDynamic && bodies[manifolds[i].b].isDynamic) { continue }
        manifolds[i].normal = -manifolds[i].normal
        manifolds[i].localNormal = -manifolds[i].localNormal
        return
      case .shiftedPoint(let aside):
        for k in 0..<Int(manifolds[i].count) {
          manifolds[i].points[k].localA += aside
          manifolds[i].points[k].localB += aside
        }
      case .falseDepth(let depth):
        let deeper = bodies[manifolds[i].a].orientation.inverseRotate(manifolds[i].normal * depth)
        for k in 0..<Int(manifolds[i].count) {
          manifolds[i].points[k].localA += deeper
          manifolds[i].points[k].separation -= depth
        }
      case .longerStep, .strongerGravity, .tiltedGravity: break
      }
    }
  }
}

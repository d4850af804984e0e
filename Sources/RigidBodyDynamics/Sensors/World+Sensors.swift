import VectorMath

// Sensors at the end of a step. What overlaps is found anew from the poses alone, by the trees of the broad phase and the
// distance of the true shapes, so neither sleep nor the order of events can make an end without a beginning.

extension World {
  /// What came into sensors or left them since the last call, in order of step, then (sensor, visitor); handed over once.
  ///
  /// Bodies that both are fixed, both sensors, of one collision group or of ignored layers do not count.
  public mutating func drainSensorEvents() -> [SensorEvent] {
    let drained = sensors.events
    sensors.events.removeAll(keepingCapacity: true)
    return drained
  }

  /// The bodies that overlapped a sensor at the end of the last step, in order of their numbers.
  public func visitors(of sensor: BodyID) -> [BodyID] {
    let i = UInt64(check(sensor))
    return sensors.pairs.filter { $0 >> 32 == i }.map { BodyID(index: Int($0 & 0xFFFF_FFFF)) }
  }

  mutating func findSensorOverlaps() {
    if sensors.bodies.isEmpty { return }
    swap(&sensors.pairs, &sensors.formerPairs)
    sensors.pairs.removeAll(keepingCapacity: true)
    var found = sensors.found
    sensors.found = []
    for sensor in sensors.bodies {
      found.removeAll(keepingCapacity: true)
      for i in bodies[sensor].colliders { findVisitors(of: i, sensor, &found) }
      found.sort()
      for (n, visitor) in found.enumerated() where n == 0 || found[n - 1] != visitor {
        sensors.pairs.append(UInt64(sensor) << 32 | UInt64(visitor))
      }
    }
    sensors.found = found
    reportSensorEvents()
  }

  /// Both lists are sorted: what only the new one has begins, what only the former one has ends.
  private mutating func reportSensorEvents() {
    var former = 0
    for pair in sensors.pairs {
      while former < sensors.formerPairs.count && sensors.formerPairs[former] < pair {
        recordSensor(.end, sensors.formerPairs[former])
        former += 1
      }
      if former < sensors.formerPairs.count && sensors.formerPairs[former] == pair {
        former += 1
      } else {
        recordSensor(.begin, pair)
      }
    }
    while former < sensors.formerPairs.count {
      recordSensor(.end, sensors.formerPairs[former])
      former += 1
    }
  }

  private mutating func recordSensor(_ kind: SensorEvent.Kind, _ pair: UInt64) {
    sensors.events.append(
      SensorEvent(
        kind: kind, step: stepIndex, sensor: BodyID(index: Int(pair >> 32)),
        visitor: BodyID(index: Int(pair & 0xFFFF_FFFF))))
  }

  /// Adds the bodies that overlap one piece of a sensor.
  private func findVisitors(of index: Int, _ sensor: Int, _ found: inout [Int]) {
    let own = Placed(colliders[index], on: bodies[sensor])
    let shape = ConvexShape(own.geometry)
    let kind = broadPhase.proxies[index].kind
    func visit(_ i: Int) {
      let other = colliders[i].body
      guard maySense(sensor, other) else { return }
      let theirs = Placed(colliders[i], on: bodies[other])
      if kind == .convex {
        if let shape, overlap(theirs, own, shape) { found.append(other) }
      } else if let visitor = ConvexShape(theirs.geometry), overlap(own, theirs, visitor) {
        found.append(other)
      }
    }
    if kind == .plane {
      // A half space holds whatever reaches below its surface, so there is no box to look in.
      for i in colliders.indices where broadPhase.proxies[i].kind == .convex { visit(i) }
      return
    }
    if kind == .convex { for i in broadPhase.planes { visit(i) } }
    broadPhase.fixedTree.query(own.bounds, visit)
    broadPhase.movingTree.query(own.bounds, visit)
  }

  private func maySense(_ sensor: Int, _ other: Int) -> Bool {
    let a = bodies[sensor]
    let b = bodies[other]
    return other != sensor && !b.isSensor && !(a.motion == .fixed && b.motion == .fixed) && !a.ignores(b)
  }
}

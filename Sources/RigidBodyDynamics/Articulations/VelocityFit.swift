import VectorMath

// Velocities that joints allow. What bodies are given from outside, or a base that changes its pace, does not fit the
// joints; the joints' impulses then take away what they do not allow, at once, as in a plastic impact. Of all motions
// that the joints allow, the one that is left is nearest to what was given, in the metric of the kinetic energy
// (Gauss's principle for impulses: Pars, A Treatise on Analytical Dynamics, 1965, section 14.3).

extension ArticulationView {
  /// Gives the coordinates of a tree the rates that are nearest to the velocities of its bodies, weighed by mass.
  ///
  /// Whatever rates the coordinates have are the first guess; what the bodies' momenta exceed it by goes through the
  /// tree as impulses, one a link. A floating tree keeps its momentum and angular momentum.
  func fitVelocities(
    _ index: Int, _ tree: Articulation, base: BaseMotion, _ walk: LinkWalk, from bodies: UnsafePointer<RigidBody>
  ) {
    evaluate(tree.links, base: base, gravity: .zero)
    makeResponses(tree.links, walk.responses)
    startResponses(tree.links, walk.responses)
    walk.places[index] = tree.links.lowerBound
    for i in tree.links where links[i].body >= 0 {
      let f = frames + i
      let b = bodies + links[i].body
      let spin = f.pointee.rotation.transposeMultiply(b.pointee.angularVelocity - f.pointee.spin)
      walk.move(index, to: i)
      walk.push(
        i, (b.pointee.velocity - f.pointee.centreVelocity) * links[i].mass,
        f.pointee.rotation * spin.scaled(by: links[i].inertia))
    }
    walk.finish(index, tree.links)
    adoptVelocities(tree, walk.responses, movingBy: 0)
    placeLinks(tree.links, base: base)
  }
}

extension World {
  /// Brings the velocities of bodies on joints to what the joints allow, as the next step would.
  ///
  /// Trees of joints take what the bodies were given as impulses do: momentum stays, and what acts against a joint is
  /// gone. Joints that close loops, limits and rods do their part in the step.
  /// - Returns: The bodies whose velocities have changed, by more than a millionth of the fastest in the world.
  public mutating func fitVelocitiesToJoints() -> [BodyID] {
    let given = bodies
    plantForest()
    var fastest = 0.0
    for b in given where b.isDynamic { fastest = Swift.max(fastest, b.greatestSpeed) }
    return bodies.indices.filter { i in
      let turned = (bodies[i].angularVelocity - given[i].angularVelocity).length * bodies[i].boundingRadius
      return (bodies[i].velocity - given[i].velocity).length + turned > 1e-6 * fastest
    }.map { BodyID(index: $0) }
  }

  /// Fits what bodies were given since the last step to their joints; the trees have to be up to date.
  mutating func fitLooseVelocities() {
    guard hasLooseVelocities else { return }
    hasLooseVelocities = false
    withTrees { view, trees, walk, bodies in
      for (index, tree) in trees.enumerated() {
        let isAtRest = tree.links.allSatisfy {
          let body = view.links[$0].body
          return body < 0 || (bodies[body].velocity == .zero && bodies[body].angularVelocity == .zero)
        }
        if isAtRest { continue }
        view.load(tree, from: bodies)
        view.fitVelocities(index, tree, base: BaseMotion(of: tree, bodies), walk, from: bodies)
        for i in tree.links where view.links[i].body >= 0 {
          let b = bodies + view.links[i].body
          b.pointee.velocity = view.frames[i].centreVelocity
          b.pointee.angularVelocity = view.frames[i].spin
          b.pointee.speedBound = b.pointee.greatestSpeed
        }
      }
    }
  }

  /// Lends all trees, with working memory for impulses on their links.
  mutating func withTrees(
    _ work: (ArticulationView, UnsafeBufferPointer<Articulation>, LinkWalk, UnsafeMutablePointer<RigidBody>) -> Void
  ) {
    var responses = Array(repeating: LinkResponse(), count: articulations.links.count)
    var places = articulations.trees.map(\.links.lowerBound)
    if places.isEmpty { return }
    articulations.withView { view, trees in
      bodies.withUnsafeMutableBufferPointer { bodies in
        responses.withUnsafeMutableBufferPointer { responses in
          places.withUnsafeMutableBufferPointer { places in
            let walk = LinkWalk(responses: responses.baseAddress!, places: places.baseAddress!)
            work(view, trees, walk, bodies.baseAddress!)
          }
        }
      }
    }
  }
}

import VectorMath

extension World {
  /// Gives an impulse to a body and through its joints to the whole tree; false for bodies that no tree has.
  mutating func strikeLink(_ body: Int, _ impulse: Vector3, at point: Vector3) -> Bool {
    plantForest()
    let link = articulations.linkOfBody[body]
    guard link >= 0 else { return false }
    let index = articulations.treeOfLink[link]
    var responses = Array(repeating: LinkResponse(), count: articulations.links.count)
    var places = Array(repeating: articulations.trees[index].links.lowerBound, count: articulations.trees.count)
    let gravity = settings.gravity
    articulations.withView { view, trees in
      bodies.withUnsafeMutableBufferPointer { bodies in
        responses.withUnsafeMutableBufferPointer { responses in
          places.withUnsafeMutableBufferPointer { places in
            let tree = trees[index]
            let base = BaseMotion(of: tree, bodies.baseAddress!)
            let walk = LinkWalk(responses: responses.baseAddress!, places: places.baseAddress!)
            view.load(tree, from: bodies.baseAddress!)
            view.evaluate(tree.links, base: base, gravity: gravity)
            view.makeResponses(tree.links, walk.responses)
            view.startResponses(tree.links, walk.responses)
            walk.move(index, to: link)
            walk.push(link, impulse, cross(point - view.frames[link].centreOfMass, impulse))
            walk.finish(index, tree.links)
            view.adoptVelocities(tree, walk.responses, movingBy: 0)
            view.placeLinks(tree.links, base: base)
            view.store(tree, to: bodies.baseAddress!)
          }
        }
      }
    }
    for i in articulations.trees[index].links where articulations.links[i].body >= 0 {
      wake(articulations.links[i].body)
    }
    return true
  }
}

import VectorMath

extension World {
  /// Gives an impulse to a body and through its joints to the whole tree; false for bodies that no tree has.
  mutating func strikeLink(_ body: Int, _ impulse: Vector3, at point: Vector3) -> Bool {
    plantForest()
    let link = articulations.linkOfBody[body]
    guard link >= 0 else { return false }
    let index = articulations.treeOfLink[link]
    let gravity = settings.gravity
    withTrees { view, trees, walk, bodies in
      let tree = trees[index]
      let base = BaseMotion(of: tree, bodies)
      view.load(tree, from: bodies)
      view.evaluate(tree.links, base: base, gravity: gravity)
      view.makeResponses(tree.links, walk.responses)
      view.startResponses(tree.links, walk.responses)
      walk.move(index, to: link)
      walk.push(link, impulse, cross(point - view.frames[link].centreOfMass, impulse))
      walk.finish(index, tree.links)
      view.adoptVelocities(tree, walk.responses, movingBy: 0)
      view.placeLinks(tree.links, base: base)
      view.store(tree, to: bodies)
    }
    for i in articulations.trees[index].links where articulations.links[i].body >= 0 {
      wake(articulations.links[i].body)
    }
    return true
  }
}

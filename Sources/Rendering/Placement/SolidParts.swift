import Imaging
import SceneDescription
import VectorMath

import struct RigidBodyDynamics.ShapeError

extension SceneAssembly {
  /// A body: its model where it has one, else its shape.
  mutating func add(_ body: Body, number: Int) throws(RenderError) {
    if let looks = body.looks, let model = scenery.model(of: looks) {
      try add(body, number: number, drawnAs: model, link: looks.link)
    } else {
      try addSolid(body, number: number)
    }
  }

  /// A body that is drawn as it is collided.
  private mutating func addSolid(_ body: Body, number: Int) throws(RenderError) {
    guard let material = scene.material(named: body.material) else {
      throw .unknownMaterial(body.material, body: body.name)
    }
    var part = PlacedPart(
      follows: .body(number), kind: .plane, material: Int32(materials.count), owner: Int32(instances.count))
    var grain = 0
    var layering = 1
    var halfThickness = Float.infinity
    let form = SolidForm(body.shape, material)
    switch body.shape {
    case .sphere(let s) where !form.isDisplaced: part.takeSphere(radius: Float(s.radius))
    case .capsule(let c) where !form.isDisplaced:
      part.takeCapsule(radius: Float(c.radius), halfHeight: Float(c.halfHeight))
      grain = 1
    case .sphere, .capsule, .box, .cylinder, .cone, .hull, .compound, .mesh, .heightField:
      part.kind = .mesh
      if let bounds = body.shape.localBounds {
        let e = bounds.high - bounds.low
        grain = e.x >= e.y && e.x >= e.z ? 0 : (e.y >= e.z ? 1 : 2)
        layering = e.y <= e.x && e.y <= e.z ? 1 : (e.x <= e.z ? 0 : 2)
        // What is as long as it is thick (a cube) still has one grain and other layers.
        if layering == grain { layering = (grain + 1) % 3 }
        halfThickness = Float(e[layering] / 2)
      }
      let mesh = try solid(form, of: body)
      part.meshRoot = mesh.root
      part.bounds = mesh.bounds
    case .plane: break
    }
    var surface = SurfaceMaterial(material, colour: body.colour, identity: body.identity, grain: grain)
    surface.base.emission *= sky.balance
    surface.layering = Int8(layering)
    surface.halfThickness = halfThickness
    // A floor without end looks like a sea: what is laid ends somewhere, and open country begins.
    if part.kind == .plane && !surface.pattern.isOpenCountry { surface.extent = 18 }
    part.isOpen = surface.isOpen
    part.glow = Emitter.Glow(surface, body.shape, triangles: solids[form]?.triangles ?? 0..<0)
    materials.append(surface)
    var box = part.bounds
    if part.kind == .plane {
      box.low = Float3(-.infinity, 0, -.infinity)
      box.high = Float3(.infinity, 0, .infinity)
    }
    instances.append(GuideInstance(name: body.name, identity: body.identity, low: box.low, high: box.high))
    parts.append(part)
  }

  /// The mesh of a body's form, one for all bodies of that form.
  private mutating func solid(_ form: SolidForm, of body: Body) throws(RenderError) -> (root: Int32, bounds: Bounds) {
    if let known = solids[form] { return (known.root, known.bounds) }
    do throws(ShapeError) {
      let mesh = try form.mesh()
      let first = store.triangleCount
      let (root, bounds) = store.add(mesh)
      solids[form] = (root, bounds, first..<store.triangleCount)
      return (root, bounds)
    } catch {
      throw .badShape("\(body.shape.tag): \(error)", body: body.name)
    }
  }
}

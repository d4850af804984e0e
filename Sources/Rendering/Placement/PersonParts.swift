import Imaging
import SceneDescription
import VectorMath

extension SceneAssembly {
  /// A person: a mesh a bone.
  mutating func add(_ person: Person, number: Int) {
    let base = Int32(materials.count)
    materials += HumanMesh.Slot.allCases.map { $0.material(of: person) }
    let skeleton = HumanSkeleton(height: person.height)
    let joints = skeleton.restPose.map(\.translation.float)
    var box = Bounds()
    for (b, mesh) in HumanMesh.parts(of: skeleton).enumerated() {
      let (root, bounds) = store.add(mesh)
      box.include(bounds.low + joints[b])
      box.include(bounds.high + joints[b])
      parts.append(
        PlacedPart(
          follows: .bone(person: number, bone: b), kind: .mesh, meshRoot: root, material: base,
          owner: Int32(instances.count), bounds: bounds))
    }
    instances.append(
      GuideInstance(
        name: person.name, identity: person.identity,
        parts: zip(Bone.allCases, joints).map { GuidePart(name: $0.name, origin: $1) }, low: box.low, high: box.high))
  }
}

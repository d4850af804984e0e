import AssetLibrary
import SceneDescription
import VectorMath

/// The skin of some parts of a model in the mesh store, shared by all that look so.
///
/// Parts that rays treat alike are one mesh, their triangles' slots the parts' numbers: those that stop every ray, those that
/// let some by, and each that shines.
struct ModelSkin {
  struct Shell {
    var root: Int32
    var bounds: Bounds
    /// In the store.
    var triangles: Range<Int>
    /// Numbers of its parts.
    var parts: [Int]
    var isOpen: Bool
    /// Never seen from inside; known of shining parts.
    var isClosed = false
  }
  var shells: [Shell] = []
  var bounds = Bounds()

  /// What tells one skin from another: the form, and what its parts' materials ask of the mesh.
  struct Key: Hashable {
    /// Without colour and material.
    var looks: Looks
    /// All links in one, rather than the one that the looks name.
    var isWhole: Bool
    var traits: [Traits]
  }

  /// What a part's material asks of its mesh.
  struct Traits: OptionSet, Hashable {
    var rawValue: UInt8
    /// Some rays pass.
    static let open = Traits(rawValue: 1)
    static let shining = Traits(rawValue: 2)
    /// Each connected piece is cut along its own length.
    static let cut = Traits(rawValue: 4)

    init(rawValue: UInt8) { self.rawValue = rawValue }
    init(_ m: SurfaceMaterial) {
      self = []
      if m.isOpen { insert(.open) }
      if largest(m.base.emission) > 0 { insert(.shining) }
      if m.pattern.hasGrain { insert(.cut) }
    }
  }

  /// What is built of the parts, of which nothing is in the store yet.
  struct Built: Sendable {
    fileprivate var shells: [(mesh: BuiltMesh, parts: [Int], isOpen: Bool, isClosed: Bool)] = []

    init(_ parts: [AssetModel.Part], _ traits: [Traits]) {
      func add(_ chosen: [Int]) {
        var mesh = Mesh()
        for i in chosen where !parts[i].mesh.triangles.isEmpty {
          mesh.append(parts[i].mesh, slot: Int32(i), cut: traits[i].contains(.cut))
        }
        if mesh.triangles.isEmpty { return }
        let own = traits[chosen[0]]
        shells.append(
          (BuiltMesh(mesh), chosen, own.contains(.open), own.contains(.shining) && parts[chosen[0]].mesh.isClosed))
      }
      let dark = parts.indices.filter { !traits[$0].contains(.shining) }
      let groups =
        [dark.filter { !traits[$0].contains(.open) }, dark.filter { traits[$0].contains(.open) }]
        + parts.indices.filter { traits[$0].contains(.shining) }.map { [$0] }
      for group in groups where !group.isEmpty { add(group) }
    }
  }

  init(_ built: Built, into store: inout MeshStore) {
    for own in built.shells {
      let first = store.triangleCount
      let (root, box) = store.add(own.mesh)
      shells.append(
        Shell(
          root: root, bounds: box, triangles: first..<store.triangleCount, parts: own.parts, isOpen: own.isOpen,
          isClosed: own.isClosed))
      bounds.include(box)
    }
  }
}

import FileOutput
import Modelling
import SceneDescription
import VectorMath

/// A mesh made elsewhere, as parts of one material each.
///
/// Metres, Y up, in the file's own frame.
struct ImportedModel {
  struct Part {
    var name: String
    var finish: Finish
    var mesh: TriangleMesh
  }

  /// What a file says of a surface.
  struct Finish: Equatable {
    /// As the file calls it.
    var name = ""
    /// Of the base, sRGB.
    var colour: Colour?
    var metalness = 0.0
    var roughness = 0.5
    /// Share of light that goes through.
    var transmission = 0.0
  }

  var parts: [Part]

  /// - Throws: `FileError`, `MeshFileError`, or `JSONError` for the text inside a GLB.
  init(reading path: String) throws {
    let bytes = try readFile(path)
    parts =
      path.lowercased().hasSuffix(".glb")
      ? try GLBReader(bytes, file: path).parts()
      : try OBJReader(bytes, file: path, library: { try readFile(folderAndName(path).folder + "/" + $0) }).parts()
    parts.removeAll { $0.mesh.triangles.isEmpty }
    if parts.isEmpty { throw MeshFileError("expected triangles, found none", in: path) }
    if parts.reduce(0, { $0 + $1.mesh.triangles.count }) > 2_000_000 {
      throw MeshFileError("expected at most 2000000 triangles", in: path)
    }
  }

  /// All of it as one surface.
  var mesh: TriangleMesh { parts.reduce(into: TriangleMesh()) { $0.append($1.mesh) } }

  /// The asset that it is by itself: set on the ground over the origin, a hull around each part, as heavy as its
  /// materials are.
  func assetModel(named name: String, looks: Looks) -> AssetModel {
    var bounds = AxisBounds.empty
    for part in parts { for p in part.mesh.positions { bounds.include(p) } }
    let shift = Vector3(-bounds.centre.x, -bounds.min.y, -bounds.centre.z)
    var link = AssetModel.Link(name: "", parts: [], solid: nil, mass: 0, material: "", joint: nil)
    var solid = SolidShape.Compound()
    var heaviest = -1.0
    for (number, part) in parts.enumerated() {
      var mesh = part.mesh
      for i in mesh.positions.indices { mesh.positions[i] += shift }
      // A colour by name paints the first part, which stands for the whole where files have but one.
      let isPainted = number == 0
      let material = isPainted ? looks.material ?? part.finish.material : part.finish.material
      let own = isPainted && looks.material != nil ? nil : part.finish.paint
      link.parts.append(
        AssetModel.Part(
          name: part.name, material: material, colour: isPainted ? looks.colour ?? own : own, mesh: mesh))
      guard var piece = SolidShape.Compound.Part.hull(around: mesh.positions) else { continue }
      // An open surface encloses nothing: its hull stands for it.
      let volume = mesh.isClosed ? max(mesh.volume, 0) : piece.volume
      let density = Material.standard(material)?.density ?? 1000
      let mass = volume * density
      piece.density = min(max(mass / piece.volume / 1000, 1e-6), 1e6)
      solid.parts.append(piece)
      link.mass += mass
      if mass > heaviest {
        heaviest = mass
        link.material = material
      }
    }
    if link.material.isEmpty { link.material = link.parts[0].material }
    if solid.parts.count > ShapeNode.mostPieces { solid.parts = wholeHull(link, mass: link.mass) }
    if !solid.parts.isEmpty { link.solid = solid }
    return AssetModel(
      name: name, links: [link], supports: [], spaces: [], holds: [], isFixed: false, bounds: bounds.moved(by: shift))
  }

  private func wholeHull(_ link: AssetModel.Link, mass: Double) -> [SolidShape.Compound.Part] {
    SolidShape.Compound.Part.hull(around: link.parts.flatMap(\.mesh.positions)).map { [$0] } ?? []
  }
}

extension ImportedModel.Finish {
  /// The standard material that comes nearest.
  var material: String {
    if Material.standard(name.lowercased()) != nil { return name.lowercased() }
    if transmission > 0.5 { return "glass" }
    if metalness > 0.5 { return "steel" }
    return roughness < 0.3 ? "glossy plastic" : (roughness > 0.7 ? "matte plastic" : "plastic")
  }

  /// The file's colour, where the material leaves it open.
  var paint: Colour? { Material.standard(name.lowercased()) != nil || transmission > 0.5 ? nil : colour }
}

extension TriangleMesh {
  /// Whether each edge, by the places of its ends, is passed once in each direction as often as in the other.
  package var isClosed: Bool {
    var numbers: [Vector3: Int32] = [:]
    let corners = positions.map { p -> Int32 in
      if let known = numbers[p + .zero] { return known }
      let number = Int32(numbers.count)
      numbers[p + .zero] = number
      return number
    }
    // Each edge from its lesser to its greater end, +1 or -1 by the direction that a triangle passes it in.
    var edges: [(UInt64, Int)] = []
    edges.reserveCapacity(3 * triangles.count)
    for t in triangles {
      for e in 0..<3 {
        let a = corners[Int(t[e])]
        let b = corners[Int(t[(e + 1) % 3])]
        if a != b { edges.append((UInt64(min(a, b)) << 32 | UInt64(max(a, b)), a < b ? 1 : -1)) }
      }
    }
    edges.sort { $0.0 < $1.0 }
    var k = 0
    while k < edges.count {
      let edge = edges[k].0
      var balance = 0
      while k < edges.count, edges[k].0 == edge {
        balance += edges[k].1
        k += 1
      }
      if balance != 0 { return false }
    }
    return true
  }
}

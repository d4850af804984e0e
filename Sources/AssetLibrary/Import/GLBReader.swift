import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// Reads the triangles of a GLB file: the meshes of its scene's nodes, where the nodes put them.
///
/// glTF 2.0 specification (Khronos, 2021), sections 3.5 to 3.9 and 4. Skins, animation, cameras and textures are passed
/// over; compressed meshes and buffers outside of the file are refused.
struct GLBReader {
  private let file: String
  private let document: GLTFDocument
  private let binary: ArraySlice<UInt8>

  init(_ bytes: [UInt8], file: String) throws {
    self.file = file
    func word(_ at: Int) -> Int {
      Int(bytes[at]) | Int(bytes[at + 1]) << 8 | Int(bytes[at + 2]) << 16 | Int(bytes[at + 3]) << 24
    }
    guard bytes.count >= 20, word(0) == 0x4654_6C67 else {
      throw MeshFileError("expected a GLB file: it does not begin with 'glTF'", in: file)
    }
    guard word(4) == 2 else { throw MeshFileError("expected version 2, found \(word(4))", in: file) }
    guard word(8) <= bytes.count else {
      throw MeshFileError("expected \(word(8)) bytes, found \(bytes.count): the file is cut short", in: file)
    }
    var text: ArraySlice<UInt8>?
    var binary: ArraySlice<UInt8> = []
    var at = 12
    while at + 8 <= word(8) {
      let length = word(at)
      guard at + 8 + length <= word(8) else {
        throw MeshFileError("a chunk of \(length) bytes runs past the file's end", in: file, at: "byte \(at)")
      }
      let chunk = bytes[(at + 8)..<(at + 8 + length)]
      if word(at + 4) == 0x4E4F_534A, text == nil { text = chunk }
      if word(at + 4) == 0x004E_4942, binary.isEmpty { binary = chunk }
      at += 8 + length
    }
    guard let text else { throw MeshFileError("expected a JSON chunk", in: file) }
    document = try GLTFDocument(JSONReader.parse(Array(text), file: file))
    self.binary = binary
  }

  /// One part for each primitive of each node, in the order of the scene.
  func parts() throws -> [ImportedModel.Part] {
    var parts: [ImportedModel.Part] = []
    for root in try document.roots() { try collect(root, .identity, depth: 0, &parts) }
    var names: Set<String> = []
    for i in parts.indices where parts[i].name.isEmpty || !names.insert(parts[i].name).inserted {
      parts[i].name = "part \(i + 1)"
      names.insert(parts[i].name)
    }
    return parts
  }

  private func collect(
    _ number: Int, _ parent: GLTFTransform, depth: Int, _ parts: inout [ImportedModel.Part]
  ) throws {
    let node = try document.item("nodes", number)
    guard depth < 64 else { throw node.error("expected nodes at most 64 deep: do they hold each other?") }
    let here = try parent * GLTFTransform(node)
    if let mesh = try node.member("mesh")?.whole() {
      let mesh = try document.item("meshes", mesh)
      let name = try node.member("name")?.text() ?? mesh.member("name")?.text() ?? ""
      for primitive in try mesh.required("primitives").elements() {
        let finish = try finish(primitive)
        parts.append(ImportedModel.Part(name: name, finish: finish, mesh: try surface(primitive, here)))
      }
    }
    for child in try node.member("children")?.elements() ?? [] {
      try collect(try child.whole(), here, depth: depth + 1, &parts)
    }
  }

  private func finish(_ primitive: JSONNode) throws -> ImportedModel.Finish {
    var finish = ImportedModel.Finish()
    guard let number = try primitive.member("material")?.whole() else { return finish }
    let material = try document.item("materials", number)
    finish.name = try material.member("name")?.text() ?? ""
    let surface = try material.member("pbrMetallicRoughness")
    let base = try surface?.member("baseColorFactor").map { try $0.numbers(4) } ?? [1, 1, 1, 1]
    finish.colour = Colour(linear: Vector3(base[0], base[1], base[2]))
    finish.metalness = try surface?.member("metallicFactor").map { try Double(json: $0) } ?? 1
    finish.roughness = try surface?.member("roughnessFactor").map { try Double(json: $0) } ?? 1
    if try material.member("alphaMode")?.text() == "BLEND" { finish.transmission = 1 - base[3] }
    if let glass = try material.member("extensions")?.member("KHR_materials_transmission") {
      finish.transmission = try glass.member("transmissionFactor").map { try Double(json: $0) } ?? 0
    }
    return finish
  }

  private func surface(_ primitive: JSONNode, _ place: GLTFTransform) throws -> TriangleMesh {
    let mode = try primitive.member("mode")?.whole() ?? 4
    guard mode == 4 else {
      // Points and lines have no surface.
      if mode < 4 { return TriangleMesh() }
      throw primitive.error("expected triangles (mode 4), found mode \(mode)")
    }
    let attributes = try primitive.required("attributes")
    let positions = try accessor(attributes.required("POSITION")).vectors().map(place.apply)
    guard positions.allSatisfy({ $0.isFinite && $0.magnitudes.largest <= 1e4 }) else {
      throw primitive.error("expected positions within 10000 m of the origin")
    }
    let corners = try primitive.member("indices").map { try accessor($0).whole() } ?? Array(0..<positions.count)
    if let wrong = corners.first(where: { $0 >= positions.count }) {
      throw primitive.error("an index names vertex \(wrong); there are \(positions.count)")
    }
    guard corners.count % 3 == 0 else {
      throw primitive.error("expected three indices a triangle, found \(corners.count) in all")
    }
    // A mirroring node turns triangles inside out.
    let turned = place.isMirroring
    let triangles = (0..<corners.count / 3).map { k -> SIMD3<Int32> in
      let (a, b, c) = (Int32(corners[3 * k]), Int32(corners[3 * k + 1]), Int32(corners[3 * k + 2]))
      return turned ? SIMD3(a, c, b) : SIMD3(a, b, c)
    }
    guard let normals = try attributes.member("NORMAL") else {
      return TriangleMesh(smoothing: positions, triangles: triangles)
    }
    var mesh = TriangleMesh()
    mesh.positions = positions
    mesh.normals = try accessor(normals).vectors().map(place.applyToNormal)
    guard mesh.normals.count == positions.count else {
      throw normals.error("expected \(positions.count) normals, found \(mesh.normals.count)")
    }
    mesh.triangles = triangles
    return mesh
  }

  private func accessor(_ number: JSONNode) throws -> GLTFAccessor {
    try GLTFAccessor(document.item("accessors", number.whole()), document, binary)
  }
}

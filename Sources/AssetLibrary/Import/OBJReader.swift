import Modelling
import SceneDescription
import VectorMath

/// Reads the polygons of a Wavefront OBJ file: `v`, `vn`, `f`, `o`, `g`, `usemtl`, and `Kd`, `d` of its `mtllib`.
///
/// Format: Wavefront Advanced Visualizer, appendix B1. Curves, surfaces and textures are passed over; faces are taken to
/// be convex and flat.
struct OBJReader {
  private let text: String
  private let file: String
  private let library: (String) throws -> [UInt8]

  init(_ bytes: [UInt8], file: String, library: @escaping (String) throws -> [UInt8]) throws(MeshFileError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw MeshFileError("expected UTF-8 text", in: file)
    }
    self.text = text
    self.file = file
    self.library = library
  }

  /// Corners of one part; a corner is a place and perhaps a normal.
  private struct Group {
    var name: String
    var material: String
    var corners: [(position: Int, normal: Int?)] = []
  }

  /// One part for each material of each object, in the order of the file.
  func parts() throws -> [ImportedModel.Part] {
    var positions: [Vector3] = []
    var normals: [Vector3] = []
    var groups: [Group] = []
    var finishes: [String: ImportedModel.Finish] = [:]
    var object = ""
    var material = ""
    var current: Int?
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let key = words.first, !key.hasPrefix("#") else { continue }
      let place = "line \(number + 1)"
      let rest = words.dropFirst()
      switch key {
      case "v": positions.append(try vector(rest, place))
      case "vn": normals.append(try vector(rest, place))
      case "o", "g":
        object = rest.joined(separator: " ")
        current = nil
      case "usemtl":
        material = rest.joined(separator: " ")
        current = nil
      case "mtllib":
        // A file without its library is still a shape.
        if let bytes = try? library(rest.joined(separator: " ")) { finishes.merge(OBJReader.finishes(bytes)) { $1 } }
      case "f":
        guard rest.count >= 3 else {
          throw MeshFileError("expected a face of at least 3 corners, found \(rest.count)", in: file, at: place)
        }
        let corners = try rest.map { try corner($0, positions.count, normals.count, place) }
        if current == nil {
          current = groups.firstIndex { $0.name == object && $0.material == material }
          if current == nil {
            groups.append(Group(name: object, material: material))
            current = groups.count - 1
          }
        }
        for k in 1..<corners.count - 1 { groups[current!].corners += [corners[0], corners[k], corners[k + 1]] }
      default: continue
      }
    }
    return groups.enumerated().map { k, group in
      var name = group.name.isEmpty ? group.material : group.name
      if name.isEmpty || groups[..<k].contains(where: { $0.name == name }) { name = "part \(k + 1)" }
      var finish = finishes[group.material] ?? ImportedModel.Finish()
      finish.name = group.material
      return ImportedModel.Part(name: name, finish: finish, mesh: mesh(group, positions, normals))
    }
  }

  private func mesh(_ group: Group, _ positions: [Vector3], _ normals: [Vector3]) -> TriangleMesh {
    let count = group.corners.count / 3
    let triangles = (0..<Int32(count)).map { k -> SIMD3<Int32> in SIMD3(3 * k, 3 * k + 1, 3 * k + 2) }
    let places = group.corners.map { positions[$0.position] }
    guard group.corners.allSatisfy({ $0.normal != nil }) else {
      return TriangleMesh(smoothing: places, triangles: triangles)
    }
    var mesh = TriangleMesh()
    mesh.positions = places
    mesh.normals = group.corners.map { normals[$0.normal!].normalized }
    mesh.triangles = triangles
    return mesh
  }

  private func vector(_ words: ArraySlice<Substring>, _ place: String) throws(MeshFileError) -> Vector3 {
    let v = words.prefix(3).compactMap { Double($0) }
    guard v.count == 3, v.allSatisfy({ $0.magnitude <= 1e4 }) else {
      throw MeshFileError(
        "expected three numbers within 10000, found '\(words.joined(separator: " ").prefix(80))'", in: file, at: place)
    }
    return Vector3(v[0], v[1], v[2])
  }

  /// "7", "7/1", "7//3", "7/1/3"; negative numbers count back from the latest.
  private func corner(
    _ word: Substring, _ positions: Int, _ normals: Int, _ place: String
  ) throws(MeshFileError) -> (position: Int, normal: Int?) {
    func index(_ text: Substring, _ count: Int, _ what: String) throws(MeshFileError) -> Int {
      guard let n = Int(text), n != 0 else {
        throw MeshFileError("expected the number of a \(what), found '\(text.prefix(40))'", in: file, at: place)
      }
      let k = n > 0 ? n - 1 : count + n
      guard k >= 0 && k < count else {
        throw MeshFileError("no \(what) \(n); there are \(count) so far", in: file, at: place)
      }
      return k
    }
    let fields = word.split(separator: "/", omittingEmptySubsequences: false)
    let position = try index(fields[0], positions, "vertex")
    guard fields.count >= 3, !fields[2].isEmpty else { return (position, nil) }
    return (position, try index(fields[2], normals, "normal"))
  }

  /// Colours of a material library; what else it says is passed over.
  private static func finishes(_ bytes: [UInt8]) -> [String: ImportedModel.Finish] {
    var finishes: [String: ImportedModel.Finish] = [:]
    var name: String?
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let key = words.first else { continue }
      if key == "newmtl" {
        name = words.dropFirst().joined(separator: " ")
        finishes[name!] = ImportedModel.Finish()
      }
      guard let name else { continue }
      let values = words.dropFirst().compactMap { Double($0) }
      if key == "Kd", values.count == 3 {
        finishes[name]?.colour = Colour(display: Vector3(values[0], values[1], values[2]))
      }
      if key == "d", let opacity = values.first { finishes[name]?.transmission = 1 - opacity }
      if key == "Pm", let metalness = values.first { finishes[name]?.metalness = metalness }
      if key == "Pr", let roughness = values.first { finishes[name]?.roughness = roughness }
    }
    return finishes
  }
}

extension Colour {
  /// From values as they are displayed, 0 to 1.
  init(display v: Vector3) {
    func byte(_ x: Double) -> UInt8 { UInt8(min(max(x, 0), 1) * 255 + 0.5) }
    self.init(byte(v.x), byte(v.y), byte(v.z))
  }
  /// From linear light, 0 to 1 (IEC 61966-2-1).
  init(linear v: Vector3) {
    func display(_ x: Double) -> Double {
      x <= 0.003_130_8 ? 12.92 * x : 1.055 * PortableMath.power(x, 1 / 2.4) - 0.055
    }
    self.init(display: Vector3(display(v.x), display(v.y), display(v.z)))
  }
}

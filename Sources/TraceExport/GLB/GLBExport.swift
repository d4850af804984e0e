import Imaging
import LocatedJSON
import Rendering
import SceneDescription
import TraceFormat
import VectorMath

/// A trace as an animated binary glTF: a mesh and a node for each body and bone, one translation and one rotation track
/// for each that moves. Metres, seconds, +Y up, as in the trace; Blender, three.js and viewers open it.
public struct GLBExport {
  /// Half the side of the square that stands for a plane where nothing says how large the scene is, m.
  static let planeExtent: Float = 10

  private let header: TraceHeader
  private var times: [Float] = []
  /// One track a body, then one a bone of all people in a row.
  private var tracks: [Track]

  private struct Track {
    var translations: [Float] = []
    var rotations: [Float] = []
    var last = Quaternion.identity

    mutating func add(_ pose: RigidTransform) {
      // Of the two quaternions of a turn, the nearer one: players then turn the short way.
      var q = pose.rotation
      if q.x * last.x + q.y * last.y + q.z * last.z + q.w * last.w < 0 {
        q = Quaternion(x: -q.x, y: -q.y, z: -q.z, w: -q.w)
      }
      last = q
      translations.append(vector: pose.translation)
      rotations += [Float(q.x), Float(q.y), Float(q.z), Float(q.w)]
    }
    var moves: Bool {
      (3..<translations.count).contains { translations[$0] != translations[$0 % 3] }
        || (4..<rotations.count).contains { rotations[$0] != rotations[$0 % 4] }
    }
  }

  public init(_ header: TraceHeader) {
    self.header = header
    tracks = Array(repeating: Track(), count: header.bodies.count + header.people.reduce(0) { $0 + $1.bones.count })
  }

  /// Takes in the next record.
  public mutating func add(_ frame: TraceFrame) {
    times.append(Float(frame.time))
    for (i, body) in frame.bodies.enumerated() { tracks[i].add(body.pose) }
    var next = frame.bodies.count
    for person in frame.people {
      for bone in person.bones {
        tracks[next].add(bone)
        next += 1
      }
    }
  }

  /// The file of all records taken in.
  /// - Throws: `ExportError` without a record, or for a solid that has no surface.
  public func encoded() throws(ExportError) -> [UInt8] {
    guard !times.isEmpty else { throw .noRecords }
    var file = GLBFile()
    let things = try self.things(&file)
    let moving = tracks.indices.filter { tracks[$0].moves }
    var samplers: [(input: Int, output: Int)] = []
    if !moving.isEmpty {
      let input = file.add(times, width: 1, bounds: true)
      for i in moving {
        samplers.append((input, file.add(tracks[i].translations, width: 3)))
        samplers.append((input, file.add(tracks[i].rotations, width: 4)))
      }
    }
    return file.encoded(generator: header.engine) { json in
      json.member("scene", 0)
      json.member("scenes") { json in
        json.list([header.title]) { json, title in
          json.object { json in
            json.member("name", title)
            json.member("nodes", Array(things.nodes.indices))
          }
        }
      }
      json.member("nodes") { $0.list(things.nodes) { write($1, to: &$0) } }
      json.member("meshes") { $0.list(things.meshes) { write($1, to: &$0) } }
      json.member("materials") { $0.list(things.colours) { write($1, to: &$0) } }
      guard !moving.isEmpty else { return }
      json.member("animations") { json in
        json.list([header.title]) { json, title in
          json.object { json in
            json.member("name", title)
            json.member("samplers") { $0.list(samplers) { write($1, to: &$0) } }
            json.member("channels") { json in
              json.list(Array(samplers.indices)) { json, k in
                writeChannel(k, node: moving[k / 2], to: &json)
              }
            }
          }
        }
      }
    }
  }

  // MARK: Things

  private struct MeshEntry {
    var name: String
    var positions: Int
    var normals: Int
    var indices: Int
    var colour: Int
  }
  private struct Node {
    var name: String
    var mesh: Int
    var pose: RigidTransform
  }
  private struct Look: Hashable {
    var shape: SolidShape
    var offset: Vector3
    var colour: Colour
  }
  private struct Things {
    var nodes: [Node] = []
    var meshes: [MeshEntry] = []
    var colours: [Colour] = []
  }

  /// One node a body and bone in the order of `tracks`; things of one shape and colour share a mesh.
  private func things(_ file: inout GLBFile) throws(ExportError) -> Things {
    var out = Things()
    var meshes: [Look: Int] = [:]
    var colours: [Colour: Int] = [:]
    var looks: [(name: String, look: Look)] = header.bodies.map {
      ($0.name, Look(shape: $0.shape, offset: .zero, colour: $0.colour))
    }
    for person in header.people {
      looks += person.bones.map {
        (person.name + "/" + $0.name, Look(shape: $0.shape, offset: $0.centre, colour: $0.colour))
      }
    }
    for (i, (name, look)) in looks.enumerated() {
      if meshes[look] == nil {
        if colours[look.colour] == nil {
          colours[look.colour] = out.colours.count
          out.colours.append(look.colour)
        }
        let (positions, normals, indices) = try surface(look, of: name)
        meshes[look] = out.meshes.count
        out.meshes.append(
          MeshEntry(
            name: name, positions: file.add(positions, width: 3, target: .vertices, bounds: true),
            normals: file.add(normals, width: 3, target: .vertices), indices: file.add(indices: indices),
            colour: colours[look.colour] ?? 0))
      }
      let t = tracks[i].translations
      let r = tracks[i].rotations
      guard t.allSatisfy(\.isFinite), r.allSatisfy(\.isFinite) else { throw .outOfRange(body: name) }
      let pose = RigidTransform(
        rotation: Quaternion(x: Double(r[0]), y: Double(r[1]), z: Double(r[2]), w: Double(r[3])),
        translation: Vector3(Double(t[0]), Double(t[1]), Double(t[2])))
      out.nodes.append(Node(name: name, mesh: meshes[look] ?? 0, pose: pose))
    }
    return out
  }

  private func surface(_ look: Look, of name: String) throws(ExportError) -> ([Float], [Float], [UInt32]) {
    if case .plane = look.shape {
      let e = floorExtent
      return (
        [-e, 0, -e, -e, 0, e, e, 0, e, e, 0, -e], [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0], [0, 1, 2, 0, 2, 3]
      )
    }
    guard let s = try? SolidSurface(look.shape), !s.triangles.isEmpty else { throw .noSurface(body: name) }
    let o = look.offset.float
    let positions = s.positions.flatMap { [$0.x + o.x, $0.y + o.y, $0.z + o.z] }
    guard positions.allSatisfy(\.isFinite) else { throw .outOfRange(body: name) }
    return (positions, s.normals.flatMap { [$0.x, $0.y, $0.z] }, s.triangles.flatMap { [$0.x, $0.y, $0.z] })
  }

  /// Half the side of the square that stands for a plane, m: a floor that reaches a little beyond where things go.
  private var floorExtent: Float {
    var reach: Float = 0
    for (i, body) in header.bodies.enumerated() where body.shape.reach.isFinite {
      for k in stride(from: 0, to: tracks[i].translations.count, by: 3) {
        let x = tracks[i].translations[k].magnitude
        let z = tracks[i].translations[k + 2].magnitude
        reach = Swift.max(reach, Swift.max(x, z) + Float(body.shape.reach))
      }
    }
    return reach > 0 && reach.isFinite ? Swift.min(1.3 * reach, 1000) : GLBExport.planeExtent
  }

  // MARK: JSON

  private func write(_ node: Node, to json: inout JSONWriter) {
    json.object { json in
      json.member("name", node.name)
      json.member("mesh", node.mesh)
      json.member("translation", node.pose.translation)
      json.member("rotation", node.pose.rotation)
    }
  }

  private func write(_ mesh: MeshEntry, to json: inout JSONWriter) {
    json.object { json in
      json.member("name", mesh.name)
      json.member("primitives") { json in
        json.list([mesh]) { json, mesh in
          json.object { json in
            json.member("attributes") { json in
              json.object { json in
                json.member("POSITION", mesh.positions)
                json.member("NORMAL", mesh.normals)
              }
            }
            json.member("indices", mesh.indices)
            json.member("material", mesh.colour)
          }
        }
      }
    }
  }

  private func write(_ colour: Colour, to json: inout JSONWriter) {
    let linear = [colour.red, colour.green, colour.blue].map { ToneCurve.decode(Double($0) / 255) } + [1]
    json.object { json in
      json.member("pbrMetallicRoughness") { json in
        json.object { json in
          json.member("baseColorFactor", linear)
          json.member("metallicFactor", 0)
          json.member("roughnessFactor", 0.6)
        }
      }
    }
  }

  private func write(_ sampler: (input: Int, output: Int), to json: inout JSONWriter) {
    json.object { json in
      json.member("input", sampler.input)
      json.member("output", sampler.output)
      json.member("interpolation", "LINEAR")
    }
  }

  private func writeChannel(_ k: Int, node: Int, to json: inout JSONWriter) {
    json.object { json in
      json.member("sampler", k)
      json.member("target") { json in
        json.object { json in
          json.member("node", node)
          json.member("path", k % 2 == 0 ? "translation" : "rotation")
        }
      }
    }
  }
}

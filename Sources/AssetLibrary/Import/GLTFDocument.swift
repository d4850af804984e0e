import LocatedJSON
import VectorMath

/// The JSON of a glTF file; its lists are asked for by number.
struct GLTFDocument {
  private let root: JSONNode
  private let lists: [String: [JSONNode]]

  init(_ root: JSONNode) throws(JSONError) {
    self.root = root
    if let needed = try root.member("extensionsRequired")?.elements() {
      let known = ["KHR_materials_transmission", "KHR_materials_ior", "KHR_texture_transform", "KHR_materials_unlit"]
      for node in needed {
        let name = try node.text()
        if !known.contains(name) { throw node.error("the file needs '\(name)', which is not read here") }
      }
    }
    var lists: [String: [JSONNode]] = [:]
    for key in ["nodes", "meshes", "accessors", "bufferViews", "buffers", "materials", "scenes"] {
      lists[key] = try root.member(key)?.elements() ?? []
    }
    self.lists = lists
  }

  func item(_ list: String, _ number: Int) throws(JSONError) -> JSONNode {
    let items = lists[list] ?? []
    guard items.indices.contains(number) else {
      throw root.error("no \(list)[\(number)]; there are \(items.count)")
    }
    return items[number]
  }

  /// Nodes of the scene that is shown; without scenes all that nobody holds.
  func roots() throws(JSONError) -> [Int] {
    if lists["scenes"]?.isEmpty == false {
      let scene = try item("scenes", root.member("scene")?.whole() ?? 0)
      var roots: [Int] = []
      for node in try scene.member("nodes")?.elements() ?? [] { roots.append(try node.whole()) }
      return roots
    }
    var held: Set<Int> = []
    for node in lists["nodes"] ?? [] {
      for child in try node.member("children")?.elements() ?? [] { held.insert(try child.whole()) }
    }
    return (lists["nodes"] ?? []).indices.filter { !held.contains($0) }
  }
}

extension JSONNode {
  func member(_ key: String) throws(JSONError) -> JSONNode? { try members().first { $0.key == key }?.node }
  func required(_ key: String) throws(JSONError) -> JSONNode {
    guard let node = try member(key) else { throw error("expected the key \"\(key)\" in this object") }
    return node
  }
  /// A number from 0.
  func whole() throws(JSONError) -> Int {
    let v = try Int(json: self)
    guard v >= 0 else { throw error("expected a number from 0, found \(v)") }
    return v
  }
  func text() throws(JSONError) -> String { try String(json: self) }
  func numbers(_ count: Int) throws(JSONError) -> [Double] {
    let v = try [Double](json: self)
    guard v.count == count else { throw error("expected \(count) numbers, found \(v.count)") }
    return v
  }
}

/// Where a node is: a linear map and a shift.
struct GLTFTransform {
  private var linear: Matrix3
  private var shift: Vector3

  static let identity = GLTFTransform(linear: .identity, shift: .zero)

  private init(linear: Matrix3, shift: Vector3) {
    self.linear = linear
    self.shift = shift
  }

  /// Of a node: "matrix", or "translation", "rotation" and "scale".
  init(_ node: JSONNode) throws(JSONError) {
    if let matrix = try node.member("matrix") {
      let m = try matrix.numbers(16)
      linear = Matrix3(
        columns: Vector3(m[0], m[1], m[2]), Vector3(m[4], m[5], m[6]), Vector3(m[8], m[9], m[10]))
      shift = Vector3(m[12], m[13], m[14])
      return
    }
    shift = try node.member("translation").map { n throws(JSONError) in try Vector3(json: n) } ?? .zero
    let turn = try node.member("rotation").map { n throws(JSONError) in try Quaternion(json: n) } ?? .identity
    let scale = try node.member("scale").map { n throws(JSONError) in try Vector3(json: n) } ?? Vector3(1, 1, 1)
    let m = turn.matrix
    linear = Matrix3(columns: m.c0 * scale.x, m.c1 * scale.y, m.c2 * scale.z)
  }

  static func * (a: GLTFTransform, b: GLTFTransform) -> GLTFTransform {
    GLTFTransform(linear: a.linear * b.linear, shift: a.apply(b.shift))
  }
  func apply(_ p: Vector3) -> Vector3 { linear * p + shift }

  var isMirroring: Bool { linear.determinant < 0 }
  /// By the cofactors: what is at right angles stays so.
  func applyToNormal(_ n: Vector3) -> Vector3 {
    let cofactors = Matrix3(
      columns: cross(linear.c1, linear.c2), cross(linear.c2, linear.c0), cross(linear.c0, linear.c1))
    let c = cofactors * n
    return (isMirroring ? -c : c).normalized
  }
}

/// A typed view into the binary chunk.
struct GLTFAccessor {
  private let node: JSONNode
  private let bytes: ArraySlice<UInt8>
  private let start: Int
  private let stride: Int
  private let count: Int
  private let component: Int
  private let type: String

  private static let sizes = [5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4]

  init(_ node: JSONNode, _ document: GLTFDocument, _ binary: ArraySlice<UInt8>) throws(JSONError) {
    self.node = node
    if try node.member("sparse") != nil { throw node.error("expected a plain accessor, found a sparse one") }
    count = try node.required("count").whole()
    type = try node.required("type").text()
    component = try node.required("componentType").whole()
    guard let size = GLTFAccessor.sizes[component] else {
      throw node.error("expected a componentType of 5120 to 5126, found \(component)")
    }
    let view = try document.item("bufferViews", node.required("bufferView").whole())
    let buffer = try view.required("buffer").whole()
    let isOutside = try document.item("buffers", 0).member("uri") != nil
    if buffer != 0 || isOutside {
      throw view.error("expected the file's own binary chunk; buffers outside of it are not read")
    }
    let width = size * (type == "SCALAR" ? 1 : type == "VEC2" ? 2 : type == "VEC3" ? 3 : 4)
    stride = try view.member("byteStride")?.whole() ?? width
    let offset = try view.member("byteOffset")?.whole() ?? 0
    let length = try view.required("byteLength").whole()
    let inner = try node.member("byteOffset")?.whole() ?? 0
    bytes = binary
    start = binary.startIndex + offset + inner
    let needed = count == 0 ? 0 : (count - 1) * stride + width
    guard count <= 100_000_000, stride <= 1024, inner <= length, needed <= length - inner,
      offset <= binary.count, length <= binary.count - offset
    else { throw node.error("it reaches past the end of its data") }
  }

  private func word(_ at: Int) -> UInt32 {
    UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16 | UInt32(bytes[at + 3]) << 24
  }

  func vectors() throws(JSONError) -> [Vector3] {
    guard component == 5126, type == "VEC3" else {
      throw node.error("expected VEC3 of floats, found \(type) of \(component)")
    }
    return (0..<count).map { k in
      let at = start + k * stride
      func value(_ i: Int) -> Double { Double(Float(bitPattern: word(at + 4 * i))) }
      return Vector3(value(0), value(1), value(2))
    }
  }

  func whole() throws(JSONError) -> [Int] {
    guard type == "SCALAR", [5121, 5123, 5125].contains(component) else {
      throw node.error("expected unsigned whole numbers, found \(type) of \(component)")
    }
    return (0..<count).map { k in
      let at = start + k * stride
      switch component {
      case 5121: return Int(bytes[at])
      case 5123: return Int(bytes[at]) | Int(bytes[at + 1]) << 8
      default: return Int(word(at))
      }
    }
  }
}

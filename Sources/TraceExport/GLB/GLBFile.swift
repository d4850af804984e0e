import LocatedJSON

/// The parts of a binary glTF 2.0 file: a buffer, views on it, and the accessors that say what lies there.
///
/// Source: Khronos glTF 2.0 specification, sections 3.6 (buffers, accessors) and 4 (GLB).
struct GLBFile {
  /// glTF's numbers for component types and buffer targets.
  enum Component: Int { case float = 5126, unsignedInt = 5125 }
  enum Target: Int { case vertices = 34962, indices = 34963 }

  private struct View {
    var offset: Int
    var count: Int
    var target: Target?
  }
  private struct Accessor {
    var view: Int
    var component: Component
    var count: Int
    var type: String
    var low: [Float]
    var high: [Float]
  }
  private var bytes: [UInt8] = []
  private var views: [View] = []
  private var accessors: [Accessor] = []

  /// Adds rows of `width` floats; returns the accessor's index. `bounds`: whether least and greatest values are required
  /// (positions and animation times).
  mutating func add(_ values: [Float], width: Int, target: Target? = nil, bounds: Bool = false) -> Int {
    precondition(!values.isEmpty && values.count % width == 0, "\(values.count) floats in rows of \(width)")
    var low: [Float] = []
    var high: [Float] = []
    if bounds {
      low = Array(values[..<width])
      high = low
      for (i, v) in values.enumerated() {
        low[i % width] = Swift.min(low[i % width], v)
        high[i % width] = Swift.max(high[i % width], v)
      }
    }
    let type = ["", "SCALAR", "VEC2", "VEC3", "VEC4"][width]
    return append(
      values, Accessor(view: 0, component: .float, count: values.count / width, type: type, low: low, high: high),
      target)
  }

  mutating func add(indices: [UInt32]) -> Int {
    precondition(!indices.isEmpty, "no indices")
    let accessor = Accessor(view: 0, component: .unsignedInt, count: indices.count, type: "SCALAR", low: [], high: [])
    return append(indices, accessor, .indices)
  }

  private mutating func append<T>(_ values: [T], _ accessor: Accessor, _ target: Target?) -> Int {
    // All components are 4 bytes wide, so every view starts at a multiple of 4 as the format asks.
    views.append(View(offset: bytes.count, count: values.count * MemoryLayout<T>.stride, target: target))
    values.withUnsafeBytes { bytes += $0 }
    var accessor = accessor
    accessor.view = views.count - 1
    accessors.append(accessor)
    return accessors.count - 1
  }

  /// The whole file. `describe` adds scenes, nodes, meshes, materials and animations to the top-level object.
  func encoded(generator: String, _ describe: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter(pretty: false)
    json.object { json in
      json.member("asset") { json in
        json.object { json in
          json.member("version", "2.0")
          json.member("generator", generator)
        }
      }
      describe(&json)
      guard !bytes.isEmpty else { return }
      json.member("buffers") {
        $0.list([bytes.count]) { json, count in json.object { $0.member("byteLength", count) } }
      }
      json.member("bufferViews") { $0.list(views) { write($1, to: &$0) } }
      json.member("accessors") { $0.list(accessors) { write($1, to: &$0) } }
    }
    var text = Array(json.text.utf8)
    while text.count % 4 != 0 { text.append(UInt8(ascii: " ")) }
    var out: [UInt8] = Array("glTF".utf8)
    let body = bytes.isEmpty ? 0 : 8 + bytes.count
    for word in [2, 12 + 8 + text.count + body, text.count, 0x4E4F_534A] { append(word, to: &out) }
    out += text
    if !bytes.isEmpty {
      for word in [bytes.count, 0x004E_4942] { append(word, to: &out) }
      out += bytes
    }
    return out
  }

  private func append(_ word: Int, to out: inout [UInt8]) {
    precondition(word <= UInt32.max, "\(word) bytes are more than a GLB can hold")
    withUnsafeBytes(of: UInt32(word).littleEndian) { out += $0 }
  }

  private func write(_ view: View, to json: inout JSONWriter) {
    json.object { json in
      json.member("buffer", 0)
      json.member("byteOffset", view.offset)
      json.member("byteLength", view.count)
      if let target = view.target { json.member("target", target.rawValue) }
    }
  }

  private func write(_ accessor: Accessor, to json: inout JSONWriter) {
    json.object { json in
      json.member("bufferView", accessor.view)
      json.member("componentType", accessor.component.rawValue)
      json.member("count", accessor.count)
      json.member("type", accessor.type)
      if !accessor.low.isEmpty {
        json.member("min", accessor.low.map(Double.init))
        json.member("max", accessor.high.map(Double.init))
      }
    }
  }
}

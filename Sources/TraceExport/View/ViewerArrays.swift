internal import CMediaShims
import LocatedJSON

/// The numbers of a viewer page: one after the other in one zlib stream, little-endian, in the order of `packed`.
struct ViewerArrays {
  /// What the page needs to find one array.
  struct Entry {
    var name: String
    var kind: String
    var count: Int
    func write(to json: inout JSONWriter) {
      json.array { json in
        json.element()
        json.string(name)
        json.element()
        json.string(kind)
        json.element()
        json.integer(count)
      }
    }
  }

  var times: [Double] = []
  var steps: [UInt32] = []
  var poses: [Float] = []
  var velocities: [Float] = []
  var asleep: [UInt8] = []
  var bones: [Float] = []
  var contactStart: [UInt32] = [0]
  var contactPairs: [Int32] = []
  /// Point, normal, depth, normal impulse, tangent impulse.
  var contactData: [Float] = []
  /// Kinetic, potential, momentum, angular momentum.
  var energy: [Float] = []
  var ghost: [Float] = []

  func packed() -> (directory: [Entry], bytes: [UInt8]) {
    var directory: [Entry] = []
    var raw: [UInt8] = []
    func add<T>(_ name: String, _ kind: String, _ values: [T]) {
      directory.append(Entry(name: name, kind: kind, count: values.count))
      values.withUnsafeBytes { raw += $0 }
    }
    add("times", "f64", times)
    add("steps", "u32", steps)
    add("poses", "f32", poses)
    add("velocities", "f32", velocities)
    add("asleep", "u8", asleep)
    add("bones", "f32", bones)
    add("contactStart", "u32", contactStart)
    add("contactPairs", "i32", contactPairs)
    add("contactData", "f32", contactData)
    add("energy", "f32", energy)
    add("ghost", "f32", ghost)
    // zlib's bound on data that cannot be compressed: 5 bytes a block of 16 KiB, and the stream's own 6.
    var packed = [UInt8](repeating: 0, count: raw.count + raw.count / 1000 + 128)
    let size = media_deflate(raw, raw.count, &packed, packed.count, 6)
    precondition(size > 0, "zlib gave \(size) for \(raw.count) bytes")
    return (directory, Array(packed[..<Int(size)]))
  }
}

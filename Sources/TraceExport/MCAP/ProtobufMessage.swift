import VectorMath

/// One message in protocol buffers' wire form (protobuf.dev/programming-guides/encoding): fields in the order added.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ field: Int, _ value: Double) {
    tag(field, wire: 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }
  mutating func add(_ field: Int, _ value: UInt64) {
    tag(field, wire: 0)
    varint(value)
  }
  mutating func add(_ field: Int, _ value: String) { add(field, bytes: Array(value.utf8)) }
  mutating func add(_ field: Int, _ value: ProtobufMessage) { add(field, bytes: value.bytes) }
  mutating func add(_ field: Int, _ body: (inout ProtobufMessage) -> Void) {
    var message = ProtobufMessage()
    body(&message)
    add(field, message)
  }
  mutating func add(_ field: Int, bytes value: [UInt8]) {
    tag(field, wire: 2)
    varint(UInt64(value.count))
    bytes += value
  }
  /// A packed list of fixed32.
  mutating func add(_ field: Int, fixed values: [UInt32]) {
    var packed: [UInt8] = []
    packed.reserveCapacity(values.count * 4)
    for v in values { withUnsafeBytes(of: v.littleEndian) { packed += $0 } }
    add(field, bytes: packed)
  }

  private mutating func tag(_ field: Int, wire: UInt64) { varint(UInt64(field) << 3 | wire) }
  private mutating func varint(_ value: UInt64) {
    var v = value
    while v >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: v) | 0x80)
      v >>= 7
    }
    bytes.append(UInt8(v))
  }
}

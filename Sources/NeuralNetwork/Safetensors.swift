/// The safetensors container: named tensors and string metadata, in order.
///
/// Layout: 8 bytes little-endian header length, a JSON header, then the tensors' bytes without gaps
/// (https://huggingface.co/docs/safetensors). Reads and writes F32 and F16; dimensions as in the file.
public struct Safetensors: Sendable {
  public enum Storage: String, Sendable {
    case float32 = "F32"
    case float16 = "F16"
    var bytes: Int { self == .float32 ? 4 : 2 }
  }

  public struct Entry: Sendable, Equatable {
    public var name: String
    public var shape: [Int]
    public var values: [Float]
    public var storage: Storage

    public init(name: String, shape: [Int], values: [Float], storage: Storage = .float32) {
      precondition(
        shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values.count,
        "tensor \(name): shape \(shape) does not fit \(values.count) values")
      self.name = name
      self.shape = shape
      self.values = values
      self.storage = storage
    }
  }

  public var entries: [Entry]
  /// Keys and values in order; keys are unique.
  public var metadata: [(key: String, value: String)]

  /// The header may be this long, as in the reference implementation.
  public static let headerLimit = 100_000_000

  public init(entries: [Entry] = [], metadata: [(key: String, value: String)] = []) {
    self.entries = entries
    self.metadata = metadata
  }

  public subscript(metadata key: String) -> String? {
    get { metadata.first { $0.key == key }?.value }
    set {
      metadata.removeAll { $0.key == key }
      if let newValue { metadata.append((key, newValue)) }
    }
  }

  public func encode() -> [UInt8] {
    precondition(
      Set(entries.map(\.name)).count == entries.count && Set(metadata.map(\.key)).count == metadata.count,
      "safetensors names and metadata keys must be unique")
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.map { quotedJSON($0.key) + ":" + quotedJSON($0.value) }
      members.append("\"__metadata__\":{" + pairs.joined(separator: ",") + "}")
    }
    var offset = 0
    for entry in entries {
      let end = offset + entry.values.count * entry.storage.bytes
      let shape = entry.shape.map(String.init).joined(separator: ",")
      members.append(
        quotedJSON(entry.name)
          + ":{\"dtype\":\"\(entry.storage.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Array(("{" + members.joined(separator: ",") + "}").utf8)
    while !header.count.isMultiple(of: 8) { header.append(0x20) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: header.count >> shift)) }
    bytes += header
    for entry in entries { append(entry, to: &bytes) }
    return bytes
  }

  private func append(_ entry: Entry, to bytes: inout [UInt8]) {
    for value in entry.values {
      switch entry.storage {
      case .float32:
        let b = value.bitPattern
        bytes.append(UInt8(truncatingIfNeeded: b))
        bytes.append(UInt8(truncatingIfNeeded: b >> 8))
        bytes.append(UInt8(truncatingIfNeeded: b >> 16))
        bytes.append(UInt8(truncatingIfNeeded: b >> 24))
      case .float16:
        let b = HalfFloat.bits(value)
        bytes.append(UInt8(truncatingIfNeeded: b))
        bytes.append(UInt8(truncatingIfNeeded: b >> 8))
      }
    }
  }
}

extension Safetensors {
  private struct Item {
    var name: String
    var storage: Storage
    var shape: [Int]
    var range: Range<Int>
  }

  /// Tensors come in the order of their data.
  public init(decoding bytes: [UInt8]) throws(WeightsError) {
    guard bytes.count >= 8 else { throw WeightsError(.truncated(expected: 8, found: bytes.count)) }
    var length: UInt64 = 0
    for i in (0..<8).reversed() { length = length << 8 | UInt64(bytes[i]) }
    guard length <= UInt64(Self.headerLimit) else {
      throw WeightsError(.headerTooLong(Int(clamping: length), limit: Self.headerLimit))
    }
    let dataStart = 8 + Int(length)
    guard bytes.count >= dataStart else { throw WeightsError(.truncated(expected: dataStart, found: bytes.count)) }

    var items: [Item] = []
    var metadata: [(key: String, value: String)] = []
    var reader = HeaderReader(bytes[8..<dataStart])
    try reader.object { (reader, key) throws(WeightsError) in
      if key == "__metadata__" {
        try reader.object { (reader, key) throws(WeightsError) in metadata.append((key, try reader.string())) }
      } else {
        items.append(try Self.item(key, &reader))
      }
    }
    reader.skipSpace()
    guard reader.position == dataStart else { throw reader.failure("text after the header's object") }

    items.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    var end = 0
    for item in items {
      guard item.range.lowerBound == end else {
        let what = item.range.lowerBound < end ? "overlaps the tensor before it" : "leaves a hole before it"
        throw WeightsError(
          .badRange(tensor: item.name, "data at \(item.range.lowerBound) \(what), which ends at \(end)"))
      }
      end = item.range.upperBound
    }
    let (expected, overflow) = dataStart.addingReportingOverflow(end)
    guard !overflow, bytes.count >= expected else {
      throw WeightsError(.truncated(expected: overflow ? Int.max : expected, found: bytes.count))
    }
    guard bytes.count == expected else { throw WeightsError(.trailingBytes(expected: expected, found: bytes.count)) }
    self.metadata = metadata
    entries = items.map { item in
      Entry(
        name: item.name, shape: item.shape,
        values: Self.values(bytes, from: dataStart + item.range.lowerBound, storage: item.storage, shape: item.shape),
        storage: item.storage)
    }
  }

  private static func item(_ name: String, _ reader: inout HeaderReader) throws(WeightsError) -> Item {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try reader.object { (reader, key) throws(WeightsError) in
      switch key {
      case "dtype": type = try reader.string()
      case "shape": shape = try reader.wholeNumbers()
      case "data_offsets": offsets = try reader.wholeNumbers()
      default: throw reader.failure("tensor '\(name)' has an unknown field '\(key)'")
      }
    }
    guard let type, let shape, let offsets else { throw reader.failure("tensor '\(name)' lacks a field") }
    guard let storage = Storage(rawValue: type) else { throw WeightsError(.unsupportedType(type, tensor: name)) }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw WeightsError(.badRange(tensor: name, "data_offsets \(offsets) are not a range"))
    }
    var size = storage.bytes
    for dimension in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      if overflow { throw WeightsError(.badRange(tensor: name, "shape \(shape) is too large")) }
      size = product
    }
    guard size == offsets[1] - offsets[0] else {
      throw WeightsError(
        .badRange(tensor: name, "shape \(shape) of \(type) needs \(size) bytes, data has \(offsets[1] - offsets[0])"))
    }
    return Item(name: name, storage: storage, shape: shape, range: offsets[0]..<offsets[1])
  }

  private static func values(_ bytes: [UInt8], from start: Int, storage: Storage, shape: [Int]) -> [Float] {
    bytes.withUnsafeBytes { raw in
      (0..<shape.reduce(1, *)).map { i in
        switch storage {
        case .float32:
          Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: start + i * 4, as: UInt32.self)))
        case .float16:
          HalfFloat.value(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: start + i * 2, as: UInt16.self)))
        }
      }
    }
  }
}

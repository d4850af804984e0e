extension EXRImage {
  /// The file's bytes; equal pictures give equal bytes with the same zlib.
  public func encoded(compression: Compression = .zip) -> [UInt8] {
    var out = header(compression)
    let lines = compression.linesPerBlock
    let blocks = (height + lines - 1) / lines
    let table = out.count
    out.append(contentsOf: repeatElement(0, count: 8 * blocks))
    var raw: [UInt8] = []
    raw.reserveCapacity(lines * width * channels.count * 4)
    var block = EXRBlock(capacity: lines * width * channels.count * 4)
    for index in 0..<blocks {
      let first = index * lines
      raw.removeAll(keepingCapacity: true)
      for y in first..<min(height, first + lines) { appendLine(y, to: &raw) }
      store(UInt64(out.count), at: table + 8 * index, in: &out)
      append(Int32(first), to: &out)
      let sizeAt = out.count
      append(Int32(0), to: &out)
      if compression == .none {
        out.append(contentsOf: raw)
      } else {
        block.compress(raw, into: &out)
      }
      store(UInt32(out.count - sizeAt - 4), at: sizeAt, in: &out)
    }
    return out
  }

  private func header(_ compression: Compression) -> [UInt8] {
    var out: [UInt8] = []
    append(EXRImage.magic, to: &out)
    let hasLongNames = (channels.map(\.name) + attributes.map(\.name)).contains { $0.utf8.count > 31 }
    append(UInt32(2) | (hasLongNames ? 0x400 : 0), to: &out)

    func attribute(_ name: String, _ type: String, _ value: [UInt8]) {
      out += Array(name.utf8) + [0] + Array(type.utf8) + [0]
      append(Int32(value.count), to: &out)
      out += value
    }
    var list: [UInt8] = []
    for channel in channels {
      list += Array(channel.name.utf8) + [0]
      let type: Int32 = if case .uint = channel.samples { 0 } else { 2 }
      append(type, to: &list)
      append(UInt32(0), to: &list)  // perceptually linear: no; three reserved bytes
      append(Int32(1), to: &list)  // sampled at each pixel, both ways
      append(Int32(1), to: &list)
    }
    list.append(0)
    var window: [UInt8] = []
    for edge in [0, 0, width - 1, height - 1] { append(Int32(edge), to: &window) }
    var one: [UInt8] = []
    append(Float(1).bitPattern, to: &one)

    attribute("channels", "chlist", list)
    attribute("compression", "compression", [compression.rawValue])
    attribute("dataWindow", "box2i", window)
    attribute("displayWindow", "box2i", window)
    attribute("lineOrder", "lineOrder", [0])
    attribute("pixelAspectRatio", "float", one)
    attribute("screenWindowCenter", "v2f", [UInt8](repeating: 0, count: 8))
    attribute("screenWindowWidth", "float", one)
    for (name, value) in attributes { attribute(name, "string", Array(value.utf8)) }
    out.append(0)
    return out
  }

  private func appendLine(_ y: Int, to out: inout [UInt8]) {
    let row = y * width..<(y + 1) * width
    for channel in channels {
      switch channel.samples {
      case .float(let values): values[row].withUnsafeBytes { out.append(contentsOf: $0) }
      case .uint(let values): values[row].withUnsafeBytes { out.append(contentsOf: $0) }
      }
    }
  }
}

// EXR is little-endian, as are the machines this runs on.
private func append<T: FixedWidthInteger>(_ value: T, to out: inout [UInt8]) {
  withUnsafeBytes(of: value.littleEndian) { out.append(contentsOf: $0) }
}

private func store<T: FixedWidthInteger>(_ value: T, at offset: Int, in out: inout [UInt8]) {
  out.withUnsafeMutableBytes { $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self) }
}

extension EXRImage {
  /// Reads a scan-line EXR of any writer: no compression, ZIPS or ZIP; channels of full resolution.
  ///
  /// Declared sizes are not trusted: nothing is allocated beyond what a file of this length can hold. `path` is for the
  /// message only.
  public init(decoding bytes: [UInt8], path: String) throws(MediaError) {
    var reader = ByteReader(bytes: bytes, path: path)
    let header = try EXRHeader(&reader)
    try self.init(header: header, pixelsFrom: &reader)
  }

  private init(header: EXRHeader, pixelsFrom reader: inout ByteReader) throws(MediaError) {
    let (w, h) = (header.width, header.height)
    let lineBytes = header.channels.reduce(0) { $0 + $1.kind.bytes * w }
    // Deflate shrinks at most 1032:1.
    if lineBytes * h > reader.bytes.count * (header.compression == .none ? 1 : 1032) {
      throw reader.error("declares \(w)x\(h) pixels of \(header.channels.count) channels, more than it can hold")
    }
    let lines = header.compression.linesPerBlock
    let blocks = (h + lines - 1) / lines
    // Bit patterns, whatever the kind: one store for all, and NaNs keep their bits.
    var planes = header.channels.map { _ in [UInt32](repeating: 0, count: w * h) }
    var raw = [UInt8](repeating: 0, count: lines * lineBytes)
    var block = EXRBlock(capacity: lines * lineBytes)
    var isDone = [Bool](repeating: false, count: blocks)
    let table = try reader.take(8 * blocks)
    for index in 0..<blocks {
      let offset: UInt64 = reader.value(at: table + 8 * index)
      try reader.seek(offset)
      let y = Int(try reader.int32()) - header.top
      guard y >= 0, y < h, y.isMultiple(of: lines), !isDone[y / lines] else {
        throw reader.error("block \(index) starts at line \(y), which is no first line of an unread block")
      }
      isDone[y / lines] = true
      let count = min(lines, h - y) * lineBytes
      let size = Int(try reader.int32())
      let start = try reader.take(size)
      let isWhole = reader.bytes.withUnsafeBufferPointer { file in
        raw.withUnsafeMutableBufferPointer { target in
          let target = UnsafeMutableBufferPointer(rebasing: target[..<count])
          if header.compression == .none && size != count { return false }
          return block.expand(UnsafeBufferPointer(rebasing: file[start..<start + size]), into: target)
        }
      }
      if !isWhole { throw reader.error("the block at line \(y) does not expand to \(count) bytes") }
      EXRImage.scatter(raw, lines: y..<min(h, y + lines), width: w, channels: header.channels, into: &planes)
    }
    let channels = zip(header.channels, planes).map { channel, plane in
      let samples: Samples = channel.kind == .uint ? .uint(plane) : .float(plane.map { Float(bitPattern: $0) })
      return Channel(name: channel.name, samples: samples)
    }
    self.init(width: w, height: h, channels: channels, attributes: header.attributes)
  }

  /// Hands the lines of a block, channel after channel, to their planes.
  private static func scatter(
    _ raw: [UInt8], lines: Range<Int>, width: Int, channels: [EXRHeader.Channel], into planes: inout [[UInt32]]
  ) {
    raw.withUnsafeBytes { raw in
      var at = 0
      for y in lines {
        for (index, channel) in channels.enumerated() {
          let row = UnsafeRawBufferPointer(rebasing: raw[at..<at + width * channel.kind.bytes])
          at += row.count
          planes[index].withUnsafeMutableBytes { plane in
            let target = UnsafeMutableRawBufferPointer(rebasing: plane[y * width * 4..<(y + 1) * width * 4])
            if channel.kind != .half { return target.copyMemory(from: row) }
            for x in 0..<width {
              let half = UInt16(littleEndian: row.loadUnaligned(fromByteOffset: 2 * x, as: UInt16.self))
              target.storeBytes(of: widened(half: half).bitPattern, toByteOffset: 4 * x, as: UInt32.self)
            }
          }
        }
      }
    }
  }

  /// IEEE binary16 to binary32, exact for every value and for the bits of NaNs, which a conversion would quieten.
  package static func widened(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 0x1f)
    let fraction = UInt32(bits & 0x3ff)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: sign | magnitude.bitPattern)
    case 31: return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}

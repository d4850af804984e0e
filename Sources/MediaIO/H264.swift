/// H.264 streams: from start codes (ITU-T H.264 annex B) to the length-prefixed form of MP4 (ISO/IEC 14496-15).
package enum H264 {
  private static let sequenceSet: UInt8 = 7
  private static let pictureSet: UInt8 = 8
  private static let delimiter: UInt8 = 9

  static func type(of unit: Slice<UnsafeBufferPointer<UInt8>>) -> UInt8 { unit.first.map { $0 & 0x1f } ?? 0 }

  /// The NAL units between start codes (00 00 01), without the zeros that pad them.
  static func units(_ stream: UnsafeBufferPointer<UInt8>) -> [Slice<UnsafeBufferPointer<UInt8>>] {
    var starts: [Int] = []  // of the bytes behind each start code
    var i = 0
    while i + 2 < stream.count {
      if stream[i + 2] > 1 {
        i += 3
      } else if stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1 {
        starts.append(i + 3)
        i += 3
      } else {
        i += 1
      }
    }
    var units: [Slice<UnsafeBufferPointer<UInt8>>] = []
    for (n, start) in starts.enumerated() {
      var end = n + 1 < starts.count ? starts[n + 1] - 3 : stream.count
      while end > start && stream[end - 1] == 0 { end -= 1 }
      if end > start { units.append(stream[start..<end]) }
    }
    return units
  }

  /// The same pictures behind four-byte lengths. Parameter sets and delimiters stay out: MP4 keeps the former apart.
  package static func lengthPrefixed(_ stream: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(stream.count + 16)
    for unit in units(stream) where ![sequenceSet, pictureSet, delimiter].contains(type(of: unit)) {
      withUnsafeBytes(of: UInt32(unit.count).bigEndian) { out.append(contentsOf: $0) }
      out.append(contentsOf: unit)
    }
    return out
  }
}

/// What a decoder must know before the first picture.
package struct H264ParameterSets: Equatable {
  /// Sequence and picture parameter set, NAL header included.
  package var sequence: [UInt8]
  package var picture: [UInt8]

  package init?(annexB stream: UnsafeBufferPointer<UInt8>) {
    let units = H264.units(stream)
    guard let sequence = units.first(where: { H264.type(of: $0) == 7 }), sequence.count >= 4,
      let picture = units.first(where: { H264.type(of: $0) == 8 })
    else { return nil }
    self.sequence = Array(sequence)
    self.picture = Array(picture)
  }

  /// The AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1) for 8-bit 4:2:0.
  package var configuration: [UInt8] {
    let profile = sequence[1]
    var out: [UInt8] = [1, profile, sequence[2], sequence[3], 0xff, 0xe1]  // lengths of four bytes; one sequence set
    out += [UInt8(sequence.count >> 8), UInt8(sequence.count & 0xff)] + sequence
    out += [1, UInt8(picture.count >> 8), UInt8(picture.count & 0xff)] + picture
    // The high profiles add chroma format and bit depths: 4:2:0, 8 and 8, no extension sets.
    if [100, 110, 122, 144].contains(profile) { out += [0xfd, 0xf8, 0xf8, 0] }
    return out
  }
}

/// Where each coded picture of a film lies and when it is shown: the `stbl` box without its description.
///
/// Sixteen bytes a picture, so an hour at 24 frames a second takes 1.4 MB. Times are numbers of frames.
package struct SampleTable {
  package init() {}

  private var sizes: [UInt32] = []
  private var decodingTimes: [Int32] = []
  private var presentationTimes: [Int32] = []
  private var keys: [UInt32] = []  // numbers from 1
  private(set) var byteCount = 0

  package var count: Int { sizes.count }

  package mutating func append(size: Int, presentation: Int, decoding: Int, isKey: Bool) {
    sizes.append(UInt32(size))
    decodingTimes.append(Int32(decoding))
    presentationTimes.append(Int32(presentation))
    byteCount += size
    if isKey { keys.append(UInt32(count)) }
  }

  /// Frames between the start of decoding and the first picture shown: what the edit list skips.
  package var delay: Int { (presentationTimes.min().map { Int($0) } ?? 0) - Int(decodingTimes.first ?? 0) }

  /// Why these times make no film, if they do not: decoding must rise, show nothing before it is decoded, and the
  /// pictures shown must be frames 0 to count - 1, each once.
  package var fault: String? {
    for i in decodingTimes.indices {
      if i > 0 && decodingTimes[i] <= decodingTimes[i - 1] { return "decoding times do not rise at picture \(i)" }
      if presentationTimes[i] < decodingTimes[i] { return "picture \(i) is shown before it is decoded" }
    }
    for (i, time) in presentationTimes.sorted().enumerated() where time != i { return "frame \(i) is missing" }
    return keys.first == 1 ? nil : "the first picture is no key picture"
  }

  /// Frames of decoding from the first to the end of the last.
  var duration: Int {
    guard let first = decodingTimes.first, let last = decodingTimes.last else { return 0 }
    return Int(last) - Int(first) + 1
  }

  /// - Parameters:
  ///   - ticks: of the film's clock a frame.
  ///   - chunk: pictures a chunk.
  ///   - offset: of the first picture in the file.
  func write(to out: inout MP4Bytes, ticks: Int, chunk: Int, offset: Int, wide: Bool) {
    let deltas = decodingTimes.indices.map { i in
      i + 1 < count ? Int(decodingTimes[i + 1] - decodingTimes[i]) : 1
    }
    let shifts = zip(presentationTimes, decodingTimes).map { Int($0 - $1) }
    writeRuns(deltas, as: "stts", ticks: ticks, to: &out)
    if shifts.contains(where: { $0 != 0 }) { writeRuns(shifts, as: "ctts", ticks: ticks, to: &out) }
    if keys.count < count {
      out.fullBox("stss") { out in
        out.u32(keys.count)
        for key in keys { out.u32(Int(key)) }
      }
    }
    writeChunks(to: &out, chunk: chunk, offset: offset, wide: wide)
  }

  /// Run lengths: (how many, how many ticks).
  private func writeRuns(_ values: [Int], as type: String, ticks: Int, to out: inout MP4Bytes) {
    var runs: [(count: Int, value: Int)] = []
    for value in values {
      if let last = runs.last, last.value == value {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((1, value))
      }
    }
    out.fullBox(type) { out in
      out.u32(runs.count)
      for run in runs {
        out.u32(run.count)
        out.u32(run.value * ticks)
      }
    }
  }

  private func writeChunks(to out: inout MP4Bytes, chunk: Int, offset: Int, wide: Bool) {
    let chunks = (count + chunk - 1) / chunk
    let rest = count - (chunks - 1) * chunk
    out.fullBox("stsc") { out in
      var entries: [(first: Int, pictures: Int)] = []
      if chunks > 1 || rest == chunk { entries.append((1, chunk)) }
      if rest != chunk { entries.append((chunks, rest)) }
      out.u32(entries.count)
      for entry in entries {
        out.u32(entry.first)
        out.u32(entry.pictures)
        out.u32(1)  // the one sample description
      }
    }
    out.fullBox("stsz") { out in
      out.u32(0)  // sizes differ
      out.u32(count)
      for size in sizes { out.u32(Int(size)) }
    }
    out.fullBox(wide ? "co64" : "stco") { out in
      out.u32(chunks)
      var at = offset
      for (i, size) in sizes.enumerated() {
        if i.isMultiple(of: chunk) { if wide { out.u64(at) } else { out.u32(at) } }
        at += Int(size)
      }
    }
  }
}

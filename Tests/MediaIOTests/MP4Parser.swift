/// A reader of ISO base media files for the tests, written apart from the writer: it knows only the box structure.
struct MP4Parser {
  struct Box {
    var type: String
    var content: Range<Int>
    var start: Int
    var children: [Box] = []

    func find(_ path: String...) -> Box? {
      var here = self
      for name in path {
        guard let next = here.children.first(where: { $0.type == name }) else { return nil }
        here = next
      }
      return here
    }
  }

  struct Sample: Equatable {
    var range: Range<Int>
    var decoding: Int  // ticks
    var presentation: Int
    var isKey: Bool
  }

  struct Malformed: Error { var what: String }

  let bytes: [UInt8]
  let root: Box

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    root = Box(
      type: "file", content: 0..<bytes.count, start: 0, children: try Self.boxes(bytes, in: 0..<bytes.count))
  }

  /// Bytes between a container's start and its first child box.
  private static let containers = [
    "moov": 0, "trak": 0, "edts": 0, "mdia": 0, "minf": 0, "dinf": 0, "stbl": 0, "stsd": 8, "avc1": 78, "udta": 0,
    "meta": 4, "ilst": 0,
  ]

  private static func boxes(_ bytes: [UInt8], in range: Range<Int>) throws -> [Box] {
    var found: [Box] = []
    var at = range.lowerBound
    while at < range.upperBound {
      guard at + 8 <= range.upperBound else { throw Malformed(what: "a box head cut short at \(at)") }
      var size = number(bytes, at, 4)
      let type = String(bytes[at + 4..<at + 8].map { Character(UnicodeScalar($0)) })
      var head = 8
      if size == 1 {
        size = number(bytes, at + 8, 8)
        head = 16
      }
      guard size >= head, at + size <= range.upperBound else { throw Malformed(what: "\(type) of \(size) at \(at)") }
      var box = Box(type: type, content: at + head..<at + size, start: at)
      if let skip = containers[type] {
        box.children = try boxes(bytes, in: box.content.lowerBound + skip..<box.content.upperBound)
      }
      found.append(box)
      at += size
    }
    return found
  }

  static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
    bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The big-endian number at `offset` in a box's content.
  func number(_ box: Box, _ offset: Int, _ count: Int = 4) -> Int {
    MP4Parser.number(bytes, box.content.lowerBound + offset, count)
  }

  func required(_ path: [String]) throws -> Box {
    var here = root
    for name in path {
      guard let next = here.children.first(where: { $0.type == name }) else {
        throw Malformed(what: "no \(path.joined(separator: "/"))")
      }
      here = next
    }
    return here
  }

  func table(_ name: String) throws -> Box { try required(["moov", "trak", "mdia", "minf", "stbl", name]) }

  private func runs(_ box: Box) -> [Int] {
    (0..<number(box, 4)).flatMap { entry in
      [Int](repeating: number(box, 12 + 8 * entry), count: number(box, 8 + 8 * entry))
    }
  }

  /// Every sample of the one track, by its tables.
  func samples() throws -> [Sample] {
    let sizeBox = try table("stsz")
    let count = number(sizeBox, 8)
    let sizes = (0..<count).map { number(sizeBox, 12 + 4 * $0) }
    let stbl = try required(["moov", "trak", "mdia", "minf", "stbl"])
    let isWide = stbl.find("co64") != nil
    let chunkBox = try table(isWide ? "co64" : "stco")
    let chunks = (0..<number(chunkBox, 4)).map { number(chunkBox, 8 + (isWide ? 8 : 4) * $0, isWide ? 8 : 4) }
    let mapBox = try table("stsc")
    let map = (0..<number(mapBox, 4)).map { (first: number(mapBox, 8 + 12 * $0), each: number(mapBox, 12 + 12 * $0)) }
    let deltas = runs(try table("stts"))
    let shifts = stbl.find("ctts").map(runs) ?? [Int](repeating: 0, count: count)
    let keys: Set<Int>? = stbl.find("stss").map { box in Set((0..<number(box, 4)).map { number(box, 8 + 4 * $0) - 1 }) }
    guard deltas.count == count, shifts.count == count else { throw Malformed(what: "times for other than \(count)") }
    var samples: [Sample] = []
    var time = 0
    for (c, offset) in chunks.enumerated() {
      var at = offset
      for _ in 0..<map.last(where: { $0.first <= c + 1 })!.each {
        let i = samples.count
        guard i < count else { throw Malformed(what: "chunks hold more than \(count) samples") }
        samples.append(
          Sample(
            range: at..<at + sizes[i], decoding: time, presentation: time + shifts[i], isKey: keys?.contains(i) ?? true
          ))
        at += sizes[i]
        time += deltas[i]
      }
    }
    guard samples.count == count else { throw Malformed(what: "chunks hold \(samples.count) of \(count) samples") }
    return samples
  }
}

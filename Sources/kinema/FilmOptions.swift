import Direction
import Parallelism

/// Reads the options that say how large, long and smooth a film is.
enum FilmOptions {
  static func settings(_ arguments: Arguments) throws(UsageError) -> FilmSettings {
    var settings = FilmSettings()
    (settings.width, settings.height) = try size(arguments) ?? (settings.width, settings.height)
    settings.frameRate = try arguments.integer("--fps", in: 1...240) ?? settings.frameRate
    settings.seconds = try arguments.number("--seconds", in: 0.04...3600) ?? settings.seconds
    settings.seed = try arguments.seed("--seed") ?? settings.seed
    return settings
  }

  static func threads(_ arguments: Arguments) throws(UsageError) {
    if let n = try arguments.integer("--threads", in: 1...1024) { ThreadBudget.threads = n }
  }

  private static let aspects: [(name: String, ratio: (Int, Int))] = [
    ("16:9", (16, 9)), ("9:16", (9, 16)), ("1:1", (1, 1)), ("4:3", (4, 3)), ("21:9", (21, 9)),
  ]

  /// `--size WxH` is exact; `--size 720p` is the shorter side, in the shape of `--aspect`.
  static func size(_ arguments: Arguments) throws(UsageError) -> (Int, Int)? {
    let text = arguments.text("--size")
    let aspect = arguments.text("--aspect")
    if text == nil && aspect == nil { return nil }
    var ratio = (16, 9)
    if let aspect {
      guard let found = aspects.first(where: { $0.name == aspect }) else {
        throw UsageError("--aspect expects one of \(aspects.map(\.name).joined(separator: ", ")), found '\(aspect)'")
      }
      ratio = found.ratio
    }
    let size = text ?? "288p"
    if size.hasSuffix("p"), let short = Int(size.dropLast()), (1...16384).contains(short) {
      let (a, b) = ratio
      let long = (short * max(a, b) + min(a, b)) / min(a, b) / 2 * 2
      return try checked(a >= b ? (long, short) : (short, long), text: size)
    }
    let parts = size.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let w = Int(parts[0]), let h = Int(parts[1]) else {
      throw UsageError("--size expects WIDTHxHEIGHT such as 512x288, or 720p, found '\(size)'")
    }
    if aspect != nil { throw UsageError("--aspect needs a size such as 720p; --size \(size) already has its shape") }
    return try checked((w, h), text: size)
  }

  private static func checked(_ size: (Int, Int), text: String) throws(UsageError) -> (Int, Int) {
    func nearest(_ v: Int) -> Int { min(8192, max(16, (v + 1) / 2 * 2)) }
    let (w, h) = size
    guard nearest(w) == w && nearest(h) == h else {
      throw UsageError(
        "--size \(text): expected even sides from 16 to 8192; the nearest is \(nearest(w))x\(nearest(h))")
    }
    return size
  }

  /// "1,5..9" as a sorted list within 0..<count; nil where the option is absent.
  static func frames(_ arguments: Arguments, count: Int) throws(UsageError) -> [Int]? {
    guard let text = arguments.text("--frames") else { return nil }
    var chosen: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.components(separatedBy: "..").map { Int($0) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 0, first <= last else {
        throw UsageError("--frames expects numbers and ranges such as 0,4..9, found '\(text)'")
      }
      guard last < count else { throw UsageError("--frames \(text): the shot has frames 0 to \(count - 1)") }
      chosen.formUnion(first...last)
    }
    return chosen.sorted()
  }
}

extension StringProtocol {
  fileprivate func components(separatedBy separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}

import FileOutput
import MediaIO
import TraceAnalysis
import TraceFormat

/// `kinema trace plot`: quantities over time as a picture.
enum TracePlotting {
  /// More panels than this are too low to read.
  private static let mostPanels = 6

  static func run(_ arguments: Arguments, _ files: [String]) throws -> Int32 {
    if files.isEmpty { throw UsageError("expected <trace>") }
    guard let path = arguments.text("--output") else { throw UsageError("expected -o PICTURE.png") }
    let quantities = try (try TraceCommand.names(arguments, "--quantity") ?? ["speed"]).map { try Quantity.named($0) }
    guard quantities.count <= mostPanels else { throw UsageError("--quantity takes up to \(mostPanels) names") }
    var inputs = try files.map { try TraceInput(path: $0) }
    let header = inputs[0].header
    for (input, file) in zip(inputs, files) where input.header.bodies.map(\.name) != header.bodies.map(\.name) {
      throw UsageError("\(file) has other bodies than \(files[0])")
    }
    let plot = try TracePlot(
      inputs.map(\.header), labels: labels(files), quantities: quantities,
      bodies: bodies(arguments, header), joints: joints(arguments, header), title: title(quantities, header),
      range: shown(arguments, inputs.map(\.header)), width: size(arguments).0, height: size(arguments).1)
    let picture = try draw(plot, &inputs, arguments)
    try writeAtomically(PNG.encode(picture.picture()), to: path, overwrite: arguments.has("--overwrite"))
    return 0
  }

  private static func draw(_ plot: TracePlot, _ inputs: inout [TraceInput], _ arguments: Arguments) throws -> TracePlot
  {
    var plot = plot
    for k in inputs.indices {
      let header = inputs[k].header
      try inputs[k].forEach(in: TraceCommand.records(arguments, header)) { plot.add($0, of: header, trace: k) }
    }
    return plot
  }

  private static func bodies(_ arguments: Arguments, _ header: TraceHeader) throws -> [Int] {
    if let names = try TraceCommand.names(arguments, "--bodies") { return try header.bodies(named: names) }
    return header.bodies.indices.filter { header.bodies[$0].motion != .fixed }
  }
  private static func joints(_ arguments: Arguments, _ header: TraceHeader) throws -> [Int] {
    if let names = try TraceCommand.names(arguments, "--joints") { return try header.joints(named: names) }
    return Array(header.joints.indices)
  }

  private static func shown(_ arguments: Arguments, _ headers: [TraceHeader]) throws -> ClosedRange<Double> {
    let end = headers.map { $0.time(ofStep: max(0, $0.recordCount - 1) * $0.stepsPerRecord) }.max() ?? 0
    let from = try arguments.number("--from", in: 0...1e9) ?? 0
    return from...max(from, min(end, try arguments.number("--to", in: 0...1e9) ?? end))
  }

  /// The files' names, with their folders only where it takes those to tell them apart.
  private static func labels(_ files: [String]) -> [String] {
    if files.count == 1 { return [""] }
    let names = files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    return Set(names).count == files.count ? names : files
  }

  private static func title(_ quantities: [Quantity], _ header: TraceHeader) -> String {
    let what = quantities.count == 1 ? quantities[0].meaning : ""
    let text = [what.prefix(1).uppercased() + what.dropFirst(), header.title].filter { !$0.isEmpty }
    return text.joined(separator: " · ")
  }

  private static func size(_ arguments: Arguments) throws(UsageError) -> (Int, Int) {
    guard let text = arguments.text("--size") else { return (1200, 675) }
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard sides.count == 2, sides.allSatisfy({ (200...8192).contains($0) }) else {
      throw UsageError("--size expects WIDTHxHEIGHT from 200 to 8192, found '\(text)'")
    }
    return (sides[0], sides[1])
  }
}

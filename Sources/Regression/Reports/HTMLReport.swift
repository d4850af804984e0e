import FileOutput
import Foundation
import SceneDescription
import Simulation
import TraceAnalysis
import TraceExport
import TraceFormat

/// A folder of pages: a table of all scenarios, and for each that differs a viewer that opens where it parts from the
/// accepted run, with the accepted run as ghosts where its full trace is kept.
public struct HTMLReport {
  private let suite: ScenarioSuite
  private let results: [ScenarioResult]

  public init(_ suite: ScenarioSuite, _ results: [ScenarioResult]) {
    self.suite = suite
    self.results = results
  }

  /// Writes the folder; returns the page of each scenario that has one.
  public func write(to folder: String) throws -> [String: String] {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var pages: [String: String] = [:]
    for result in results where result.verdict.kind != .exact && result.verdict.kind != .failed {
      let path = "\(folder)/\(result.name).html"
      try writeAtomically(page(result), to: path)
      pages[result.name] = path
    }
    try writeAtomically(Array(index(pages).utf8), to: "\(folder)/index.html")
    return pages
  }

  /// Film frames of the run, and every step around the place where it parts.
  private func page(_ result: ScenarioResult) throws -> [UInt8] {
    let scene = try suite.scene(result.name)
    var simulator = try Simulator(scene, every: .step)
    let header = simulator.header
    let parts = result.verdict.firstBitStep ?? result.verdict.divergence?.step
    let centre = result.verdict.divergence?.step ?? parts
    func isShown(_ step: Int) -> Bool {
      step % header.stepsPerFrame == 0 || centre.map { (step - $0).magnitude <= 2 * header.stepsPerFrame } ?? false
    }
    var page = ViewerPage(header)
    while let frame = simulator.nextFrame() {
      if isShown(frame.step) { page.add(frame) } else { page.addEvents(of: frame) }
    }
    if let golden = try suite.golden(result.name) {
      let kept = suite.cachedTrace(result.name, finalHash: golden.finalHash)
      if FileManager.default.fileExists(atPath: kept) {
        var old = try TraceInput(path: kept)
        if old.header.bodies.count == header.bodies.count {
          while let frame = try old.nextFrame() {
            if isShown(frame.step) { page.addGhost(frame, title: "accepted") }
          }
        }
      }
    }
    if let centre {
      let body = result.verdict.divergence.flatMap { d in header.bodies.firstIndex { d.body.contains($0.name) } }
      page.divergence = ViewerPage.Divergence(
        time: header.time(ofStep: centre), body: body, text: "step \(centre), \(result.headline)")
      page.startTime = header.time(ofStep: centre)
    }
    return page.html()
  }

  private func index(_ pages: [String: String]) -> String {
    var rows = ""
    for result in results {
      let name = result.name.escapedMarkup
      let link = pages[result.name] == nil ? name : "<a href=\"\(name).html\">\(name)</a>"
      let details = (result.verdict.notes + result.comparison).map { "<div>\($0.escapedMarkup)</div>" }.joined()
      rows +=
        "<tr class=\"\(result.verdict.passes ? "good" : "bad")\"><td>\(link)</td><td>\(result.headline.escapedMarkup)"
      rows += "\(details)</td><td>\(rounded(result.seconds, digits: 3)) s</td></tr>\n"
    }
    let failed = results.count { !$0.verdict.passes }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Kinema regress</title><style>
      body { font: 14px/1.5 system-ui, sans-serif; margin: 2em; background: #16181c; color: #d9dde4; }
      table { border-collapse: collapse; width: 100%; } td { padding: 4px 12px 4px 0; vertical-align: top;
      border-top: 1px solid #343943; } div { color: #8b93a1; font-size: 12px; } a { color: #f0a13c; }
      .good td:nth-child(2) { color: #6fc27d; } .bad td:nth-child(2) { color: #e5635f; }
      </style></head><body><h1>\(results.count) scenarios, \(failed) failed</h1><table>
      \(rows)</table></body></html>

      """
  }
}

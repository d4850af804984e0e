import Imaging
import TraceFormat

/// Quantities of a trace over time, a panel each, a curve for each body or joint; built a record at a time.
public struct TracePlot {
  private struct Panel {
    var quantity: Quantity
    var curves: [Curve]
    var members: [Int]
  }
  private let title: String
  private let start: Double
  private let end: Double
  private var panels: [Panel]
  private let layout: PlotLayout

  /// - Parameters:
  ///   - bodies, joints: Indices of those that get curves in panels of their kind.
  ///   - labels: Added to the names of the curves, one a trace, where several traces are drawn.
  ///   - range: The time shown, s.
  public init(
    _ headers: [TraceHeader], labels: [String], quantities: [Quantity], bodies: [Int], joints: [Int], title: String,
    range: ClosedRange<Double>, width: Int, height: Int
  ) {
    precondition(!headers.isEmpty && headers.count == labels.count && !quantities.isEmpty)
    self.title = title
    (start, end) = (range.lowerBound, range.upperBound)
    let header = headers[0]
    func name(_ quantity: Quantity, _ member: Int, _ label: String) -> String {
      let own =
        switch quantity.scope {
        case .record: label.isEmpty ? quantity.name : ""
        case .body: header.bodies[member].name
        case .joint: header.joints[member].name
        }
      return own.isEmpty ? label : label.isEmpty ? own : "\(own) (\(label))"
    }
    let members: (Quantity) -> [Int] = { $0.scope == .record ? [0] : $0.scope == .body ? bodies : joints }
    let names = quantities.map { q in labels.flatMap { label in members(q).map { name(q, $0, label) } } }
    layout = PlotLayout(width: width, height: height, panels: quantities.count, names: names)
    let columns = layout.plotColumns
    panels = zip(quantities, names).map { q, names in
      Panel(quantity: q, curves: names.map { Curve(name: $0, columns: columns) }, members: members(q))
    }
  }

  /// Adds a record of the `trace`th trace.
  public mutating func add(_ record: TraceFrame, of header: TraceHeader, trace: Int) {
    guard record.time >= start - 1e-9 && record.time <= end + 1e-9 else { return }
    let place = end > start ? (record.time - start) / (end - start) : 0
    let moment = TraceMoment(record, of: header)
    for p in panels.indices {
      let count = panels[p].members.count
      for (k, member) in panels[p].members.enumerated() {
        panels[p].curves[trace * count + k].add(panels[p].quantity.value(moment, member), at: place)
      }
    }
  }

  public func picture() -> Frame {
    var painter = PlotPainter(layout)
    painter.title(title)
    for (k, panel) in panels.enumerated() {
      let unit = panel.quantity.unit.isEmpty ? "" : " (\(panel.quantity.unit))"
      painter.panel(
        k, label: panel.quantity.name + unit, curves: panel.curves, from: start, to: end, isLast: k == panels.count - 1)
    }
    return Frame(colour: painter.canvas.picture)
  }
}

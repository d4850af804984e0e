import Imaging

/// Where things stand in a plot, in pixels.
package struct PlotLayout {
  let width: Int
  let height: Int
  let panels: Int
  /// Height of capitals in labels; all else follows from it.
  package let text: Float
  package let left: Float
  let right: Float
  let top: Float
  let bottom: Float
  private let gap: Float
  /// Names of curves that fit into the legend of a panel.
  let legendRows: Int

  /// - Parameter names: Of the curves of each panel; a panel of one needs no legend.
  package init(width: Int, height: Int, panels: Int, names: [[String]]) {
    self.width = width
    self.height = height
    self.panels = panels
    text = max(6, min(14, Float(min(width, height * 16 / 9)) / 110))
    let longest = names.joined().map { StrokeFont.width(PlotLayout.shortened($0)) }.max() ?? 0
    let legend: Float = names.contains { $0.count > 1 } ? longest * text / StrokeFont.capHeight + 5.2 * text : 2 * text
    left = 8.6 * text
    right = Float(width) - min(legend, Float(width) * 0.4) - 1.5 * text
    top = 5 * text
    bottom = Float(height) - 5 * text
    gap = 2.6 * text
    legendRows = max(1, Int((Float(height) - top - 5 * text - gap * Float(panels - 1)) / Float(panels) / (2.1 * text)))
  }

  package var plotColumns: Int { max(2, Int(right - left)) }

  /// Top and bottom of a panel.
  package func span(_ k: Int) -> (top: Float, bottom: Float) {
    let height = (bottom - top - gap * Float(panels - 1)) / Float(panels)
    let start = top + Float(k) * (height + gap)
    return (start.rounded(), (start + height).rounded())
  }

  /// A name that does not take half of the picture.
  static func shortened(_ name: String) -> String { name.count <= 28 ? name : name.prefix(27) + "…" }
}

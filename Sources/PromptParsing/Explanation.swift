extension PromptParser {
  /// What became of each word, as a table for people, followed by the shot in short.
  public func explanation(of storyboard: Storyboard) -> String {
    var rows: [[String]] = [["word", "status", "meaning"]]
    for t in storyboard.tokens {
      let status = t.status == .notUnderstood ? "not understood" : t.status.rawValue
      rows.append([PromptParser.visible(t.text), status, PromptParser.visible(t.meaning)])
    }
    let widths = (0..<2).map { c in min(32, rows.map { $0[c].count }.max() ?? 0) }
    var out = ""
    for row in rows {
      for c in 0..<2 { out += row[c] + String(repeating: " ", count: max(0, widths[c] - row[c].count) + 2) }
      out += row[2] + "\n"
    }
    for shot in storyboard.shots { out += "\n" + shot.outline + "\n" }
    return out
  }

  /// Control characters would disturb the terminal.
  private static func visible(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for s in text.unicodeScalars {
      switch s.properties.generalCategory {
      case .control, .format, .surrogate, .unassigned, .privateUse: out.append("\u{FFFD}")
      default: out.append(s)
      }
    }
    return String(out)
  }
}

extension Shot {
  /// The shot in one line: "ball (red, rubber), ramp (wood); ball roll down ramp".
  public var outline: String {
    var parts: [String] = []
    if !entities.isEmpty { parts.append(entities.map(\.outline).joined(separator: ", ")) }
    parts += relations.map { "\($0.subject) \($0.kind.rawValue) \($0.object)" }
    parts += actions.map(\.outline)
    let plain = CameraDirection()
    var film: [String] = []
    if camera.move != plain.move { film.append(camera.move.rawValue) }
    if camera.framing != plain.framing { film.append(camera.framing.rawValue) }
    if camera.angle != plain.angle { film.append(camera.angle.rawValue) }
    if let subject = camera.subject { film.append("at \(subject)") }
    if !film.isEmpty { parts.append("camera " + film.joined(separator: " ")) }
    let sky = [light.time?.rawValue, light.sky?.rawValue, light.weather?.rawValue].compactMap { $0 }
    if let place { parts.append("in \(place)") }
    if !sky.isEmpty { parts.append("light " + sky.joined(separator: " ")) }
    return parts.joined(separator: "; ")
  }
}

extension Entity {
  /// "domino ×3 (red, wood, small, tall)"
  public var outline: String {
    var traits = [colour, material].compactMap { $0 }
    if size != .normal { traits.append(size.rawValue) }
    traits += qualities
    return id + (count == 1 ? "" : " ×\(count)") + (traits.isEmpty ? "" : " (\(traits.joined(separator: ", ")))")
  }
}

extension Action {
  /// "1: ball roll down ramp slow"
  public var outline: String {
    var out = "\(order): \(subject) \(verb.rawValue)"
    if let object { out += " \(object)" }
    for leg in path { out += " \(leg.direction.rawValue)" + (leg.object.map { " \($0)" } ?? "") }
    return speed == .normal ? out : out + ", \(speed.rawValue)"
  }
}

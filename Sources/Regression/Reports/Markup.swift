extension String {
  /// Text that may stand in an element or an attribute of XML or HTML; characters that those cannot hold become "?".
  var escapedMarkup: String {
    var out = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\n", "\t": out.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        out += "?"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

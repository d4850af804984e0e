/// A font of straight strokes, drawn for plots and sheets: capitals are 8 units high, small letters 5, the base line is at 0.
package enum StrokeFont {
  package struct Glyph {
    /// Units to the next glyph's origin.
    var advance: Float
    package var strokes: [[SIMD2<Float>]]
  }
  package static let capHeight: Float = 8
  /// Between letters, units.
  private static let gap: Float = 2.4

  package static func glyph(_ character: Character) -> Glyph { glyphs[character] ?? unknown }
  package static func width(_ text: String) -> Float { max(0, text.reduce(0) { $0 + glyph($1).advance } - gap) }

  /// Each stroke is a word, each point two digits: x, and y with the base line at 3 (hexadecimal).
  private static let drawings: [(Character, String)] = [
    ("0", "05 09 1B 4B 59 55 43 13 05"), ("1", "19 3B 33"), ("2", "0A 1B 4B 5A 58 03 53"),
    ("3", "0A 1B 4B 5A 58 47 27/47 56 54 43 13 04"), ("4", "43 4B 05 55"), ("5", "5B 0B 07 18 48 57 54 43 13 04"),
    ("6", "5A 4B 1B 09 05 13 43 54 57 48 18 06"), ("7", "0B 5B 23"),
    ("8", "17 08 0A 1B 4B 5A 58 47 17 06 04 13 43 54 56 47"), ("9", "04 13 43 55 59 4B 1B 0A 07 16 46 58"),
    ("A", "03 3B 63/16 56"), ("B", "47 07 0B 4B 5A 58 47 56 54 43 03 07"), ("C", "5A 4B 1B 09 05 13 43 54"),
    ("D", "03 0B 3B 59 55 33 03"), ("E", "5B 0B 03 53/07 47"), ("F", "5B 0B 03/07 47"),
    ("G", "5A 4B 1B 09 05 13 43 54 57 37"), ("H", "03 0B/53 5B/07 57"), ("I", "03 0B"), ("J", "4B 45 33 13 04"),
    ("K", "03 0B/5B 06/28 53"), ("L", "0B 03 53"), ("M", "03 0B 36 6B 63"), ("N", "03 0B 53 5B"),
    ("O", "05 09 2B 4B 69 65 43 23 05"), ("P", "03 0B 4B 5A 57 46 06"), ("Q", "05 09 2B 4B 69 65 43 23 05/45 62"),
    ("R", "03 0B 4B 5A 57 46 06/36 53"), ("S", "5A 4B 1B 0A 08 17 47 56 54 43 13 04"), ("T", "0B 6B/3B 33"),
    ("U", "0B 05 13 43 55 5B"), ("V", "0B 33 6B"), ("W", "0B 23 4A 63 8B"), ("X", "03 5B/0B 53"),
    ("Y", "0B 37 6B/37 33"), ("Z", "0B 5B 03 53"), ("a", "48 43/46 38 18 06 05 13 33 45"),
    ("b", "0B 03/06 18 38 46 45 33 13 05"), ("c", "47 38 18 06 05 13 33 44"), ("d", "4B 43/46 38 18 06 05 13 33 45"),
    ("e", "06 46 38 18 06 05 13 33 44"), ("f", "3B 2B 1A 13/08 38"), ("g", "48 42 30 10 01/46 38 18 06 05 13 33 45"),
    ("h", "0B 03/06 18 38 47 43"), ("i", "03 08/0A 0B"), ("j", "28 21 10 00/2A 2B"), ("k", "0B 03/48 05/26 43"),
    ("l", "0B 04 13"), ("m", "03 08/06 18 28 37 33/36 48 58 67 63"), ("n", "03 08/06 18 38 47 43"),
    ("o", "05 06 18 38 46 45 33 13 05"), ("p", "00 08/06 18 38 46 45 33 13 05"),
    ("q", "40 48/46 38 18 06 05 13 33 45"), ("r", "03 08/06 18 38"), ("s", "47 38 18 07 16 35 44 33 13 04"),
    ("t", "1B 14 23 33/08 38"), ("u", "08 04 13 33 45/48 43"), ("v", "08 23 48"), ("w", "08 13 37 53 68"),
    ("x", "03 48/08 43"), ("y", "08 23/48 10 00"), ("z", "08 48 03 43"), (".", "03 03"), (",", "13 01"),
    (":", "04 04/07 07"), (";", "13 01/17 17"), ("-", "06 36"), ("+", "06 46/28 24"), ("=", "05 45/07 47"),
    ("/", "02 4B"), ("\\", "0B 42"), ("_", "02 52"), ("(", "2C 19 15 22"), (")", "0C 19 15 02"), ("[", "2C 0C 02 22"),
    ("]", "0C 2C 22 02"), ("{", "3C 2C 1A 18 07 16 14 22 32"), ("}", "0C 1C 2A 28 37 26 24 12 02"), ("|", "0C 02"),
    ("*", "24 28/05 47/07 45"), ("%", "03 5B/0B 0A 1A 1B 0B/44 43 53 54 44"), ("'", "0B 09"), ("\"", "0B 09/2B 29"),
    ("<", "49 06 43"), (">", "09 46 03"), ("#", "13 3B/33 5B/06 56/08 58"), ("!", "0B 06/03 03"),
    ("?", "0A 1B 3B 4A 49 27 26/23 23"), ("^", "09 2B 49"), ("~", "06 17 36 47"), ("&", "53 09 1B 2B 39 05 13 33 56"),
    ("@", "45 35 26 28 39 49 45 55 69 4B 2B 09 05 23 53"), ("$", "5A 4B 1B 0A 08 17 47 56 54 43 13 04/3C 32"),
    ("²", "0B 1C 2B 2A 08 28"), ("³", "0C 2C 1A 2A 29 18 08"), ("°", "0A 0B 1C 2B 2A 19 0A"), ("·", "07 07"),
    ("…", "03 03/23 23/43 43"), ("×", "04 48/08 44"),
  ]

  private static let glyphs: [Character: Glyph] = {
    var table: [Character: Glyph] = [" ": Glyph(advance: 4.6, strokes: [])]
    for (character, drawing) in drawings { table[character] = read(drawing) }
    return table
  }()
  /// An empty box.
  private static let unknown = read("03 0B 4B 43 03")

  private static func read(_ drawing: String) -> Glyph {
    let strokes = drawing.split(separator: "/").map { stroke in
      stroke.split(separator: " ").map { point -> SIMD2<Float> in
        let digits = point.compactMap(\.hexDigitValue)
        precondition(digits.count == 2, "a point of a glyph is two hexadecimal digits, not '\(point)'")
        return SIMD2(Float(digits[0]), Float(digits[1] - 3))
      }
    }
    let width = strokes.joined().reduce(0) { max($0, $1.x) }
    return Glyph(advance: width + gap, strokes: strokes)
  }
}

import LocatedJSON
import Modelling
import Testing
import VectorMath

/// What stands in quotes, read from a file named "a.json".
func expression(_ text: String) throws -> Expression {
  try Expression(json: JSONReader.parse(Array("\"\(text)\"".utf8), file: "a.json"))
}

@Suite struct ExpressionTests {
  static let scope = Scope(seed: 7, values: ["height": 0.5, "wall": 0.004])

  @Test(arguments: [
    ("1 + 2 * 3", 7.0), ("(1 + 2) * 3", 9), ("-2 ^ 2", -4), ("2 ^ 3 ^ 2", 512), ("2 ^ -1", 0.5), ("7 - 2 - 1", 4),
    ("8 / 2 / 2", 2), ("0.5 * height - wall", 0.246), ("sin(30)", 0.5), ("cos(90)", 0), ("tan(45)", 1),
    ("atan(1, 1)", 45), ("sqrt(16)", 4), ("min(3, 1, 2)", 1), ("max(3, 1)", 3), ("abs(-2)", 2), ("floor(-1.5)", -2),
    ("ceil(1.2)", 2), ("round(2.6)", 3), ("mod(7, 4)", 3), ("mod(-1, 4)", 3), ("mix(2, 4, 0.25)", 2.5),
    ("clamp(5, 0, 2)", 2), ("1 < 2", 1), ("2 <= 1", 0), ("3 >= 3", 1), ("3 > 3", 0), ("1 == 1", 1), ("1 != 1", 0),
    ("if(height > 1, 1 / 0, 3)", 3), ("pi", Double.pi), (".5 + 1.", 1.5), ("1e-3", 0.001), ("- - 2", 2),
  ])
  func value(_ text: String, _ known: Double) throws {
    #expect((try expression(text).evaluate(in: Self.scope) - known).magnitude < 1e-14)
  }

  @Test(arguments: [
    ("hight", "a.json:1:2: no parameter 'hight'; did you mean 'height'?"),
    ("2 * hight", "a.json:1:6: no parameter 'hight'; did you mean 'height'?"),
    ("1 + ", "a.json:1:6: expected a number, a name or '(', found the end of the expression"),
    ("(1 + 2", "a.json:1:8: expected ')', found the end of the expression"),
    ("1 2", "a.json:1:4: expected an operator or the end of the expression, found '2'"),
    ("sine(3)", "a.json:1:2: no function 'sine'; did you mean 'sin'?"),
    ("mix(1, 2)", "a.json:1:2: expected 3 arguments of mix, found 2"),
    ("1 / (height - height)", "a.json:1:4: division by 0"),
    ("1 + sqrt(-1)", "a.json:1:6: sqrt(-1.0) has no value"),
    ("(-1) ^ 0.5", "a.json:1:7: -1.0 has no power 0.5"),
    ("1..2", "a.json:1:2: expected a number, found '1'"),
    ("", "a.json:1:2: expected a number, a name or '(', found the end of the expression"),
  ])
  func fault(_ text: String, _ known: String) {
    let error = #expect(throws: JSONError.self) { try expression(text).evaluate(in: Self.scope) }
    #expect(error?.description == known)
  }

  @Test func nestingHasALimit() {
    #expect(throws: JSONError.self) { try expression(String(repeating: "(", count: 5000)) }
    #expect(throws: JSONError.self) { try expression(String(repeating: "2^", count: 5000) + "1") }
  }

  @Test func randomNumbersComeFromSeedAndKey() throws {
    func number(_ key: Int, _ seed: UInt64) throws -> Double {
      try expression("random(\(key))").evaluate(in: Scope(seed: seed))
    }
    #expect(try number(1, 1) == number(1, 1))
    #expect(try number(1, 1) != number(2, 1))
    #expect(try number(1, 1) != number(1, 2))
    var sum = 0.0
    for k in 0..<2000 {
      let v = try number(k, 3)
      #expect(v >= 0 && v < 1)
      sum += v
    }
    // The mean of 2000 uniform numbers has a standard deviation of 0.0065.
    #expect((sum / 2000 - 0.5).magnitude < 0.03)
  }
}

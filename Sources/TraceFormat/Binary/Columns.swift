import VectorMath

// A column is one quantity of one thing over the records of a block. Its first value is coded as it is; each further one
// as the residual of a prediction from what is decoded already. Writing tries the predictions that its caller offers and
// names the best. A prediction that is not finite falls back to the former value, so that NaN never enters the arithmetic.

extension ValueCoder {
  /// - Parameter predict: from (choice, index above 0, values up to there).
  mutating func scalars(
    _ v: inout [Double], choices: Int, _ predict: (Int, Int, [Double]) -> Double
  ) throws(MalformedBlock) {
    let precision = precision
    let values = v
    let chosen = try choice(choices) { k in
      var width = 0
      for t in values.indices.dropFirst() {
        width += Residual.width(
          Residual.of(values[t], predicted: finite(predict(k, t, values), else: values[t - 1]), precision))
      }
      return width
    }
    for t in v.indices {
      let predicted = t == 0 ? 0 : finite(predict(chosen, t, v), else: v[t - 1])
      try value(&v[t], predicted: predicted)
    }
  }

  mutating func vectors(
    _ v: inout [Vector3], choices: Int, _ predict: (Int, Int, [Vector3]) -> Vector3
  ) throws(MalformedBlock) {
    let precision = precision
    let values = v
    let chosen = try choice(choices) { k in
      var width = 0
      for t in values.indices.dropFirst() {
        width += residualWidth(of: values[t], predicted: predict(k, t, values), former: values[t - 1], precision)
      }
      return width
    }
    for t in v.indices {
      try vector(&v[t], predicted: t == 0 ? .zero : predict(chosen, t, v), former: t == 0 ? .zero : v[t - 1])
    }
  }

  mutating func vector(_ v: inout Vector3, predicted p: Vector3, former: Vector3) throws(MalformedBlock) {
    try value(&v.x, predicted: finite(p.x, else: former.x))
    try value(&v.y, predicted: finite(p.y, else: former.y))
    try value(&v.z, predicted: finite(p.z, else: former.z))
  }

  /// Unit quaternions: w follows from x, y and z but for its sign and its last bits.
  mutating func turns(
    _ q: inout [Quaternion], choices: Int, _ predict: (Int, Int, [Quaternion]) -> Quaternion
  ) throws(MalformedBlock) {
    let precision = precision
    let values = q
    let chosen = try choice(choices) { k in
      var width = 0
      for t in values.indices.dropFirst() {
        width += residualWidth(
          of: values[t].vector, predicted: predict(k, t, values).vector, former: values[t - 1].vector, precision)
      }
      return width
    }
    for t in q.indices {
      let former = t == 0 ? .identity : q[t - 1]
      let p = t == 0 ? .identity : predict(chosen, t, q)
      var v = q[t].vector
      try vector(&v, predicted: p.vector, former: former.vector)
      var w = q[t].w
      let rest: Double = 1 - v.lengthSquared
      let size: Double = rest > 0 ? rest.squareRoot() : 0
      let guess: Double = v == former.vector ? former.w : p.w < 0 ? -size : size
      try value(&w, predicted: finite(guess, else: former.w))
      q[t] = Quaternion(x: v.x, y: v.y, z: v.z, w: w)
    }
  }
}

@inline(__always) private func finite(_ v: Double, else former: Double) -> Double { v.isFinite ? v : former }

@inline(__always) func residualWidth(
  of v: Vector3, predicted p: Vector3, former: Vector3, _ precision: TracePrecision
) -> Int {
  Residual.width(Residual.of(v.x, predicted: finite(p.x, else: former.x), precision))
    + Residual.width(Residual.of(v.y, predicted: finite(p.y, else: former.y), precision))
    + Residual.width(Residual.of(v.z, predicted: finite(p.z, else: former.z), precision))
}

/// Polynomials through the last one, two or three values.
enum Extrapolation {
  @inline(__always) static func linear(_ v: [Vector3], _ t: Int) -> Vector3 {
    t < 2 ? v[t - 1] : v[t - 1] * 2 - v[t - 2]
  }
  @inline(__always) static func quadratic(_ v: [Vector3], _ t: Int) -> Vector3 {
    t < 3 ? linear(v, t) : (v[t - 1] - v[t - 2]) * 3 + v[t - 3]
  }
  @inline(__always) static func linear(_ v: [Double], _ t: Int) -> Double {
    t < 2 ? v[t - 1] : v[t - 1] * 2 - v[t - 2]
  }
  @inline(__always) static func quadratic(_ q: [Quaternion], _ t: Int) -> Quaternion {
    guard t >= 3 else { return q[t - 1] }
    let (a, b, c) = (q[t - 1], q[t - 2], q[t - 3])
    return Quaternion(
      x: (a.x - b.x) * 3 + c.x, y: (a.y - b.y) * 3 + c.y, z: (a.z - b.z) * 3 + c.z, w: (a.w - b.w) * 3 + c.w)
  }
}

import VectorMath

/// Eigenvalues and a right-handed frame of eigenvectors (columns) of a symmetric matrix, by cyclic Jacobi rotations.
///
/// Each rotation is by at most 45 degrees, so axes stay near those that they were and a diagonal matrix gives exactly
/// the identity; off-diagonal elements below 1e-13 of the trace are roundings and count as zero.
/// Golub & Van Loan, Matrix Computations (2013), section 8.5.
func principalAxes(of m: Matrix3) -> (moments: Vector3, axes: Matrix3) {
  var a = m
  var axes = Matrix3.identity
  let negligible: Double = 1e-13 * (m.c0.x.magnitude + m.c1.y.magnitude + m.c2.z.magnitude)
  for _ in 0..<30 {
    var isDiagonal = true
    for (p, q) in [(0, 1), (0, 2), (1, 2)] {
      let off = a[p, q]
      guard off.magnitude > negligible else { continue }
      isDiagonal = false
      let theta = (a[q, q] - a[p, p]) / (2 * off)
      let t: Double = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
      let c = 1 / (t * t + 1).squareRoot()
      let s = t * c
      var turn = Matrix3.identity
      turn[p, p] = c
      turn[q, q] = c
      turn[p, q] = s
      turn[q, p] = -s
      a = turn.transpose * a * turn
      axes = axes * turn
    }
    if isDiagonal { break }
  }
  return (Vector3(a.c0.x, a.c1.y, a.c2.z), axes)
}

extension Matrix3 {
  /// Element in row i of column j.
  fileprivate subscript(i: Int, j: Int) -> Double {
    get { j == 0 ? c0[i] : (j == 1 ? c1[i] : c2[i]) }
    set {
      if j == 0 { c0[i] = newValue } else if j == 1 { c1[i] = newValue } else { c2[i] = newValue }
    }
  }
}

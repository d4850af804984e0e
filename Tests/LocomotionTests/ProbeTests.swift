import Testing
import SceneDescription
import VectorMath
@testable import Locomotion
@Test func probe() {
  for v in [0.9, 1.3, 1.8] {
    let lab = GaitLaboratory(height: 1.75, speed: v)
    print("v", v, "cad", lab.cadence, "step", lab.stepLength, "stance", lab.stance, "ds", lab.doubleSupport, "base", lab.baseWidth)
    for j in GaitLaboratory.Joint.allCases {
      print(j, stride(from: 0.0, through: 100, by: 5).map { String(Int((lab.angle(j, $0)).rounded())) }.joined(separator: " "))
    }
    var lo = 9.0, hi = -9.0, xl = 9.0, xh = -9.0
    var ys: [String] = []
    for i in 0...100 {
      let p = lab.gait.pose(at: lab.time(Double(i)))[.pelvis].translation
      lo = min(lo, p.y); hi = max(hi, p.y); xl = min(xl, p.x); xh = max(xh, p.x)
      if i % 5 == 0 { ys.append(String(Int((p.y * 1000).rounded()))) }
    }
    print("bob", hi - lo, "sway", xh - xl, ys.joined(separator: " "))
  }
}

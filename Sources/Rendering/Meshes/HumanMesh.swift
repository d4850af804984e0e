import SceneDescription
import VectorMath

/// The body of a clothed person, one mesh a bone, in the bone's rest frame.
///
/// Neighbouring parts share a round joint of one radius about the joint's centre, so they stay closed in every pose.
/// Sizes are fractions of stature, by eye after anatomical drawings; lengths are the skeleton's.
enum HumanMesh {
  /// Material slots of a person's meshes.
  enum Slot: Int32, CaseIterable { case skin, hair, shirt, trousers, shoes, sole, eye, lip }

  static func parts(of skeleton: HumanSkeleton) -> [Mesh] {
    let h = Float(skeleton.height)
    return Bone.allCases.map { bone in
      var mesh = part(bone, skeleton)
      mesh.transform({ $0 * h }, normalMap: { $0 })
      return mesh
    }
  }

  /// One part, in units of stature.
  private static func part(_ bone: Bone, _ skeleton: HumanSkeleton) -> Mesh {
    switch bone {
    case .pelvis: pelvis
    case .abdomen: abdomen
    case .chest: chest
    case .neck: neck
    case .head: head
    case .leftUpperArm: upperArm(skeleton, side: 1)
    case .rightUpperArm: upperArm(skeleton, side: -1)
    case .leftForearm, .rightForearm: forearm(skeleton)
    case .leftHand: hand(side: 1)
    case .rightHand: hand(side: -1)
    case .leftThigh: thigh(skeleton, side: 1)
    case .rightThigh: thigh(skeleton, side: -1)
    case .leftShank, .rightShank: shank(skeleton)
    case .leftFoot: foot(skeleton, side: 1)
    case .rightFoot: foot(skeleton, side: -1)
    case .leftToes: toes(skeleton, side: 1)
    case .rightToes: toes(skeleton, side: -1)
    }
  }

  private static func loft(
    _ sections: [LoftSection], _ slot: Slot, dome: (start: Float, end: Float) = (1, 1), around: Int = 28
  ) -> Mesh {
    Mesh.loft(sections, dome: dome, around: around, slot: slot.rawValue)
  }

  private static var pelvis: Mesh {
    loft(
      [
        LoftSection(-0.035, 0.060, 0.050), LoftSection(-0.012, 0.090, 0.064, front: 0.056),
        LoftSection(0.020, 0.098, 0.066, front: 0.058), LoftSection(0.055, 0.089, 0.058, front: 0.054),
        LoftSection(0.080, 0.080, 0.052),
      ], .trousers, dome: (0.5, 0.3), around: 36)
  }

  private static var abdomen: Mesh {
    // An untucked shirt: its hem hangs over the trousers.
    loft(
      [
        LoftSection(-0.058, 0.1035, 0.072, front: 0.065, z: 0.004),
        LoftSection(-0.030, 0.100, 0.069, front: 0.063, z: 0.004),
        LoftSection(0.000, 0.092, 0.062, front: 0.061, z: 0.004),
        LoftSection(0.040, 0.0845, 0.056, front: 0.060, z: 0.005),
        LoftSection(0.085, 0.087, 0.057, front: 0.062, z: 0.005),
        LoftSection(0.130, 0.093, 0.058, front: 0.062, z: 0.004),
      ], .shirt, dome: (0.02, 0.4), around: 40)
  }

  private static var chest: Mesh {
    loft(
      [
        LoftSection(-0.030, 0.0845, 0.055, front: 0.060, z: 0.005),
        LoftSection(0.020, 0.0905, 0.060, front: 0.064, z: 0.004),
        LoftSection(0.070, 0.0985, 0.064, front: 0.066, z: 0.001, exponent: 2.2),
        LoftSection(0.110, 0.1060, 0.062, front: 0.058, z: -0.002, exponent: 2.2),
        LoftSection(0.135, 0.1080, 0.054, front: 0.047, z: -0.005, exponent: 2.1),
        LoftSection(0.152, 0.1000, 0.046, front: 0.038, z: -0.006),
        LoftSection(0.166, 0.0720, 0.040, front: 0.034, z: -0.005),
        LoftSection(0.176, 0.0470, 0.0375, front: 0.0345, z: -0.003),
        LoftSection(0.184, 0.0395, 0.0365, front: 0.0345, z: -0.002),
      ], .shirt, dome: (0.3, 0.05), around: 40)
  }

  private static var neck: Mesh {
    loft(
      [
        LoftSection(-0.010, 0.0365, 0.035, front: 0.033), LoftSection(0.016, 0.0320, 0.033, front: 0.031),
        LoftSection(0.055, 0.0315, 0.033, front: 0.030, z: 0.006),
      ], .skin)
  }

  private static var head: Mesh {
    // Origin at the joint with the neck; the crown is 0.12 above, the chin a little below.
    var mesh = loft(
      [
        LoftSection(-0.014, 0.0130, 0.006, front: 0.014, z: 0.036),
        LoftSection(-0.006, 0.0210, 0.026, front: 0.021, z: 0.030),
        LoftSection(0.008, 0.0305, 0.044, front: 0.034, z: 0.018),
        LoftSection(0.026, 0.0375, 0.054, front: 0.044, z: 0.009),
        LoftSection(0.048, 0.0410, 0.058, front: 0.049, z: 0.003),
        LoftSection(0.064, 0.0420, 0.060, front: 0.051, z: 0.000),
        LoftSection(0.084, 0.0415, 0.057, front: 0.050, z: -0.001),
        LoftSection(0.100, 0.0370, 0.047, front: 0.042, z: -0.003),
      ], .skin, dome: (0.4, 0.5), around: 36)
    // Hair: a cap lifted off the skull, high on the forehead and low on the nape.
    var cap = loft(
      [
        LoftSection(0.014, 0.0355, 0.034, front: 0.006, z: -0.016),
        LoftSection(0.040, 0.0425, 0.0445, front: 0.010, z: -0.012),
        LoftSection(0.062, 0.0440, 0.0635, front: 0.016, z: 0.001),
        LoftSection(0.080, 0.0442, 0.0630, front: 0.0380, z: 0.000),
        LoftSection(0.091, 0.0430, 0.0590, front: 0.0505, z: 0.000),
        LoftSection(0.106, 0.0365, 0.0490, front: 0.0465, z: -0.002),
      ], .hair, dome: (0.4, 0.5), around: 36)
    cap.smoothNormals()
    mesh.append(cap)
    // Nose: bridge to tip, and wings.
    var nose = loft(
      [
        LoftSection(0.030, 0.0085, 0.006, front: 0.0100, z: 0.0520),
        LoftSection(0.036, 0.0078, 0.006, front: 0.0105, z: 0.0525),
        LoftSection(0.046, 0.0055, 0.006, front: 0.0060, z: 0.0510),
        LoftSection(0.058, 0.0045, 0.006, front: 0.0030, z: 0.0490),
      ], .skin, dome: (0.5, 0.5), around: 16)
    nose.smoothNormals()
    mesh.append(nose)
    for side in [Float(-1), 1] {
      mesh.append(
        .ellipsoid(
          centre: Float3(side * 0.0425, 0.046, -0.004), radii: Float3(0.0050, 0.0170, 0.0095), slot: Slot.skin.rawValue)
      )
      mesh.append(
        .ellipsoid(
          centre: Float3(side * 0.0165, 0.0545, 0.0455), radii: Float3(0.0072, 0.0032, 0.0035), slot: Slot.eye.rawValue)
      )
      // Brow.
      mesh.append(
        .ellipsoid(
          centre: Float3(side * 0.0170, 0.0645, 0.0462), radii: Float3(0.0105, 0.0020, 0.0042), slot: Slot.hair.rawValue
        ))
    }
    mesh.append(
      .ellipsoid(centre: Float3(0, 0.0155, 0.0490), radii: Float3(0.0125, 0.0036, 0.0052), slot: Slot.lip.rawValue))
    return mesh
  }

  private static func upperArm(_ skeleton: HumanSkeleton, side: Float) -> Mesh {
    let l = Float(skeleton.upperArmLength / skeleton.height)
    return loft(
      [
        LoftSection(-l, 0.0245, 0.0245), LoftSection(-l * 0.75, 0.0262, 0.0270),
        LoftSection(-l * 0.45, 0.0280, 0.0300, front: 0.0300), LoftSection(-l * 0.20, 0.0300, 0.0330),
        LoftSection(-0.010, 0.0285, 0.0325, x: -0.006 * side),
      ], .shirt, dome: (1, 0.75))
  }

  private static func forearm(_ skeleton: HumanSkeleton) -> Mesh {
    let l = Float(skeleton.forearmLength / skeleton.height)
    var mesh = loft(
      [
        LoftSection(-l + 0.006, 0.0205, 0.0215), LoftSection(-l * 0.70, 0.0215, 0.0225),
        LoftSection(-l * 0.30, 0.0255, 0.0262), LoftSection(0, 0.0247, 0.0247),
      ], .shirt, dome: (0.05, 1))
    // Cuff.
    mesh.append(
      loft(
        [LoftSection(-l + 0.004, 0.0218, 0.0228), LoftSection(-l + 0.020, 0.0222, 0.0232)], .shirt, dome: (0.05, 0.05)))
    return mesh
  }

  private static func hand(side: Float) -> Mesh {
    // The palm faces the thigh; the thumb points forwards.
    var mesh = loft(
      [
        LoftSection(-0.050, 0.0100, 0.0215, front: 0.0225, z: 0.002, exponent: 2.6),
        LoftSection(-0.034, 0.0125, 0.0235, front: 0.0230, z: 0.002, exponent: 2.6),
        LoftSection(-0.014, 0.0135, 0.0200, z: 0.001, exponent: 2.3), LoftSection(0.004, 0.0140, 0.0165),
        LoftSection(0.022, 0.0145, 0.0160),
      ], .skin, dome: (0.5, 0.5))
    // Four fingers, a little curled and of natural lengths.
    let lengths: [Float] = [0.042, 0.049, 0.046, 0.036]
    for (i, l) in lengths.enumerated() {
      let z: Float = 0.0185 - Float(i) * 0.0112
      let inwards: Float = -side
      mesh.append(
        loft(
          [
            LoftSection(-0.050 - l * 0.92, 0.0050, 0.0048, x: inwards * 0.0135, z: z * 0.86),
            LoftSection(-0.050 - l * 0.5, 0.0056, 0.0054, x: inwards * 0.0055, z: z * 0.93),
            LoftSection(-0.040, 0.0068, 0.0060, z: z),
          ], .skin, around: 14))
    }
    // Thumb.
    mesh.append(
      loft(
        [
          LoftSection(-0.056, 0.0055, 0.0058, x: -side * 0.010, z: 0.0335),
          LoftSection(-0.038, 0.0066, 0.0068, x: -side * 0.007, z: 0.0290),
          LoftSection(-0.012, 0.0085, 0.0090, x: -side * 0.002, z: 0.0140),
        ], .skin, around: 16))
    return mesh
  }

  private static func thigh(_ skeleton: HumanSkeleton, side: Float) -> Mesh {
    let l = Float(skeleton.thighLength / skeleton.height)
    return loft(
      [
        LoftSection(-l, 0.0365, 0.0370), LoftSection(-l * 0.75, 0.0390, 0.0410, front: 0.0420),
        LoftSection(-l * 0.45, 0.0450, 0.0480, front: 0.0475), LoftSection(-l * 0.18, 0.0510, 0.0550, front: 0.0520),
        LoftSection(0.0, 0.0500, 0.0570, front: 0.0510, x: -0.003 * side),
      ], .trousers, dome: (1, 0.85), around: 32)
  }

  private static func shank(_ skeleton: HumanSkeleton) -> Mesh {
    let l = Float(skeleton.shankLength / skeleton.height)
    return loft(
      [
        LoftSection(-l - 0.006, 0.0330, 0.0370, front: 0.0350, z: -0.002),
        LoftSection(-l * 0.85, 0.0325, 0.0365, front: 0.0335, z: -0.004),
        LoftSection(-l * 0.60, 0.0340, 0.0385, front: 0.0330, z: -0.005),
        LoftSection(-l * 0.30, 0.0370, 0.0420, front: 0.0345, z: -0.004), LoftSection(0, 0.0367, 0.0372),
      ], .trousers, dome: (0.04, 1), around: 32)
  }

  /// A loft along Z instead of Y: first cross axis X, second Y.
  private static func alongZ(_ sections: [LoftSection], _ slot: Slot, dome: (start: Float, end: Float)) -> Mesh {
    var mesh = loft(sections, slot, dome: dome)
    mesh.transform({ Float3(-$0.x, $0.z, $0.y) }, normalMap: { Float3(-$0.x, $0.z, $0.y) })
    return mesh
  }

  private static func foot(_ skeleton: HumanSkeleton, side: Float) -> Mesh {
    let drop = Float(skeleton.ankleHeight / skeleton.height)
    let ball = Float(skeleton.offset(of: .leftToes).z / skeleton.height)
    let sole: Float = 0.009
    let low: Float = -drop + sole
    let heel: Float = -0.030
    // Sections (z, half width, below, above) about a centre line at height y.
    var mesh = alongZ(
      [
        LoftSection(heel, 0.0185, 0.017, front: 0.020, z: low + 0.016),
        LoftSection(heel + 0.012, 0.0215, 0.017, front: 0.028, z: low + 0.017),
        LoftSection(0.006, 0.0230, 0.018, front: 0.026, z: low + 0.018),
        LoftSection(0.036, 0.0240, 0.017, front: 0.014, x: -0.002 * side, z: low + 0.017),
        LoftSection(ball * 0.8, 0.0265, 0.014, front: 0.009, x: -0.003 * side, z: low + 0.014),
        LoftSection(ball, 0.0275, 0.012, front: 0.009, x: -0.003 * side, z: low + 0.012),
      ], .shoes, dome: (0.5, 0.4))
    // The ankle's tube up into the trouser leg.
    mesh.append(
      loft(
        [LoftSection(-0.018, 0.0210, 0.026, front: 0.028), LoftSection(0.012, 0.0225, 0.0255)], .shoes, dome: (0.5, 0.3)
      ))
    mesh.append(
      alongZ(
        [
          LoftSection(heel - 0.004, 0.0200, 0.0050, z: -drop + 0.0052, exponent: 3),
          LoftSection(0.0, 0.0250, 0.0050, z: -drop + 0.0052, exponent: 3),
          LoftSection(0.040, 0.0255, 0.0050, x: -0.002 * side, z: -drop + 0.0052, exponent: 3),
          LoftSection(ball + 0.002, 0.0300, 0.0050, x: -0.003 * side, z: -drop + 0.0052, exponent: 3),
        ], .sole, dome: (1.2, 0.8)))
    return mesh
  }

  private static func toes(_ skeleton: HumanSkeleton, side: Float) -> Mesh {
    // The toe joint is above the ground by what the ankle has left.
    let ground = Float(-(skeleton.ankleHeight + skeleton.offset(of: .leftToes).y) / skeleton.height)
    let reach =
      Float(skeleton.footLength / skeleton.height) - 0.030 - Float(skeleton.offset(of: .leftToes).z / skeleton.height)
    let low: Float = ground + 0.009
    var mesh = alongZ(
      [
        LoftSection(-0.004, 0.0275, 0.012, front: 0.009, x: -0.003 * side, z: low + 0.012),
        LoftSection(reach * 0.5, 0.0265, 0.011, front: 0.008, x: -0.004 * side, z: low + 0.011),
        LoftSection(reach * 0.95, 0.0200, 0.009, front: 0.006, x: -0.005 * side, z: low + 0.009),
      ], .shoes, dome: (0.5, 1))
    mesh.append(
      alongZ(
        [
          LoftSection(-0.003, 0.0300, 0.0050, x: -0.003 * side, z: ground + 0.0052, exponent: 3),
          LoftSection(reach * 0.5, 0.0290, 0.0050, x: -0.004 * side, z: ground + 0.0052, exponent: 3),
          LoftSection(reach, 0.0215, 0.0050, x: -0.005 * side, z: ground + 0.0052, exponent: 3),
        ], .sole, dome: (0.8, 2)))
    return mesh
  }
}

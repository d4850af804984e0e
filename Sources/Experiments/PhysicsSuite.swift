import SceneDescription

/// The experiments that the simulator must pass, in the order of docs/physics-suite.md. Each has a scene file of its name.
public enum PhysicsSuite {
  public static let experiments: [Experiment] =
    [
      FreeMotion.fall, FreeMotion.projectile, Bounce.first, Bounce.fifth, Rolling.distance, Rolling.slip,
      Incline.critical, Incline.creep, SlideStop.experiment, Collision.equal, Collision.unequal,
    ] + Collision.cradles + [
      Pendulum.period, Pendulum.energy, Pendulum.stretch, Spin.topEnergy, Spin.topMomentum, Spin.precession, Spin.tilt,
      Stack.ten, Stack.twenty, Stack.oneUnderThousand, Stack.nineUnderThousand, Ladder.experiment, Dominoes.small,
      Dominoes.large, Bullet.experiment, RagdollFall.fall, RagdollFall.rest,
    ]

  public static func experiment(named name: String) -> Experiment? { experiments.first { $0.name == name } }

  /// Folder of the scene files within the project.
  public static let folder = "Scenes/physics"
}

import SceneDescription
import VectorMath

/// A change of a scene that must not change what its experiment finds.
public struct SceneVariant: Sendable {
  public let name: String
  private let edit: @Sendable (Scene) -> Scene?

  init(_ name: String, _ edit: @escaping @Sendable (Scene) -> Scene?) {
    self.name = name
    self.edit = edit
  }

  /// The changed scene; nil where the change does not apply.
  public func apply(to scene: Scene) -> Scene? { edit(scene) }

  public static let all: [SceneVariant] = [
    turned("turned a quarter about x", Quaternion(angle: Double.pi / 2, axis: .unitX)),
    turned("upside down", Quaternion(angle: Double.pi, axis: .unitZ)),
    turned("turned askew", Quaternion(angle: 1.1, axis: Vector3(1, 2, 3).normalized)),
    SceneVariant("boxes for planes") { scene in
      scene.bodies.contains { $0.shape.tag == "plane" } ? scene.withBoxesForPlanes() : nil
    },
    SceneVariant("made in reverse") { $0.reordered(Array($0.bodies.indices.reversed())) },
    shuffled(seed: 1), shuffled(seed: 2),
    sized("1 cm", 0.01), sized("1 m", 1), sized("10 m", 10),
  ]

  private static func turned(_ name: String, _ turn: Quaternion) -> SceneVariant {
    SceneVariant(name) { $0.turned(by: turn) }
  }

  private static func shuffled(seed: UInt64) -> SceneVariant {
    SceneVariant("made in random order, seed \(seed)") { scene in
      var random = SeededGenerator(seed: seed)
      var order = Array(scene.bodies.indices)
      for i in order.indices.reversed() { order.swapAt(i, random.index(i + 1)) }
      return scene.reordered(order)
    }
  }

  /// Sizes are those of the largest body that moves; what would get thinner than a fifth of a millimetre is left out.
  private static func sized(_ name: String, _ size: Double) -> SceneVariant {
    SceneVariant("of \(name)") { scene in
      let factor = size / scene.moverSize
      let thinnest = scene.bodies.reduce(Double.infinity) { least, body in
        guard let bounds = body.shape.localBounds else { return least }
        return Swift.min(least, (bounds.high - bounds.low).smallest)
      }
      return thinnest * factor >= 2e-4 ? scene.scaled(by: factor) : nil
    }
  }
}

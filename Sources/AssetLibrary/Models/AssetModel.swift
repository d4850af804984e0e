import Modelling
import SceneDescription
import VectorMath

/// One variant of an asset, built: what is drawn, what is collided, what it weighs, and what can be done with it.
///
/// All that its looks ask for is in it: size, colour and material too.
///
/// Metres, in the asset's frame: its underside on y = 0, its front towards +Z. All links share that frame, so that the
/// body of each link has the asset's pose while its joints stand at 0.
public struct AssetModel: Sendable {
  public var name: String
  /// The root first; a link that hangs on another comes after it.
  public var links: [Link]
  public var supports: [Support]
  public var spaces: [Space]
  public var holds: [Hold]
  public var isFixed: Bool
  /// Of all that is drawn.
  public var bounds: AxisBounds
  /// kg, of all links.
  public var mass: Double { links.reduce(0) { $0 + $1.mass } }

  public init(
    name: String, links: [Link], supports: [Support] = [], spaces: [Space] = [], holds: [Hold] = [],
    isFixed: Bool = false, bounds: AxisBounds
  ) {
    self.name = name
    self.links = links
    self.supports = supports
    self.spaces = spaces
    self.holds = holds
    self.isFixed = isFixed
    self.bounds = bounds
  }

  /// Parts that move as one body.
  public struct Link: Sendable {
    /// Empty for the root.
    public var name: String
    public var parts: [Part]
    /// Convex solids in the asset's frame; nil where nothing collides.
    public var solid: SolidShape.Compound?
    /// kg.
    public var mass: Double
    /// Of the heaviest part: it decides friction and bounce.
    public var material: String
    public var joint: Joint?

    public init(
      name: String, parts: [Part], solid: SolidShape.Compound?, mass: Double, material: String, joint: Joint? = nil
    ) {
      self.name = name
      self.parts = parts
      self.solid = solid
      self.mass = mass
      self.material = material
      self.joint = joint
    }
  }

  /// What is drawn with one material.
  public struct Part: Sendable {
    public var name: String
    public var material: String
    public var colour: Colour?
    public var mesh: TriangleMesh

    public init(name: String, material: String, colour: Colour? = nil, mesh: TriangleMesh) {
      self.name = name
      self.material = material
      self.colour = colour
      self.mesh = mesh
    }
  }

  /// How a link hangs on another.
  public struct Joint: Sendable, Hashable {
    /// Name of the other link; empty: the root.
    public var to: String
    public var kind: JointKind
    public var anchor: Vector3
    public var axis: Vector3
    /// Where sheets show it, beside 0: radians or metres.
    public var open: Double

    public init(to: String, kind: JointKind, anchor: Vector3, axis: Vector3, open: Double) {
      self.to = to
      self.kind = kind
      self.anchor = anchor
      self.axis = axis
      self.open = open
    }
  }

  public struct Support: Sendable {
    public var name: String
    /// The link that it rides on.
    public var link: String
    /// Middle of the level rectangle.
    public var centre: Vector3
    /// Along X and Z.
    public var width: Double
    public var depth: Double
    /// Free height above.
    public var clearance: Double
    public init(
      name: String, link: String = "", centre: Vector3, width: Double, depth: Double, clearance: Double = .infinity
    ) {
      self.name = name
      self.link = link
      self.centre = centre
      self.width = width
      self.depth = depth
      self.clearance = clearance
    }
  }

  public struct Space: Sendable {
    public var name: String
    public var link: String
    /// Middle of its floor.
    public var floor: Vector3
    public var size: Vector3
  }

  public struct Hold: Sendable {
    public var name: String
    public var link: String
    public var position: Vector3
    /// Axis that the hand closes around.
    public var along: Vector3
    public var width: Double
  }
}

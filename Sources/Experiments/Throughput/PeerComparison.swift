import LocatedJSON

/// What a program that runs a throughput scene in another engine reports of one run.
public struct PeerRun: Sendable {
  /// Name and version.
  public var engine: String
  /// Body-steps per second of processor time on one thread; one body-step is one body through one frame of 1/60 s.
  public var rate: Double
  /// Touching pairs at the end.
  public var contacts: Int
  /// Middle height of the moving bodies at the end, m.
  public var medianHeight: Double

  /// Reads the object that the program printed; nil if it says that its engine is not installed.
  public init?(json text: String) throws(JSONError) {
    let node = try JSONReader.parse(Array(text.utf8), file: "peer")
    if try node.members().contains(where: { $0.key == "missing" }) { return nil }
    func member(_ key: String) throws(JSONError) -> JSONNode {
      for member in try node.members() where member.key == key { return member.node }
      throw node.error("expected a member '\(key)'")
    }
    engine = try String(json: member("engine"))
    rate = try Double(json: member("rate"))
    contacts = try Int(json: member("contacts"))
    medianHeight = try Double(json: member("medianHeight"))
  }
}

/// Our rate beside that of Box3D, which is estimated from a peer that ran in turn with ours on the same machine.
public struct PeerComparison: Sendable {
  /// The part of Box3D's rate that we want to reach: it computes in single precision with vector instructions and once
  /// a frame, we in double precision and sixteen times a frame.
  public static let target = 0.3

  public var scene: String
  public private(set) var peers: [PeerRun] = []
  public private(set) var ratios: [Double] = []

  public init(scene: String) { self.scene = scene }

  /// Adds a run of the peer and the rate of our run beside it.
  public mutating func add(_ peer: PeerRun, ours: Double) {
    peers.append(peer)
    guard let proportion = Self.proportion(peer.engine, scene) else { return }
    ratios.append(ours / (peer.rate * proportion))
  }

  public var peerRate: Double { median(peers.map(\.rate)) }
  /// Estimated body-steps per second of processor time of Box3D here; nil where no proportion was measured.
  public var box3DRate: Double? {
    peers.first.flatMap { Self.proportion($0.engine, scene) }.map { peerRate * $0 }
  }
  /// Our rate over Box3D's, median of the pairs of runs; nil where no proportion was measured.
  public var ratio: Double? { ratios.isEmpty ? nil : median(ratios) }
  public var passes: Bool { (ratio ?? 0) >= Self.target }

  /// How much faster Box3D 0.1.0 ran such a scene than the peer: body-steps per processor second of both, in thousands,
  /// as medians of five runs on one machine (Rapier 0.36.1, PyBullet 3.2.7; the pyramid: middle of the range).
  private static func proportion(_ engine: String, _ scene: String) -> Double? {
    let measured: [String: (box3D: Double, rapier: Double, pyBullet: Double?)] = [
      "spheres": (311, 248, 34), "pile": (159, 74, 11), "ragdolls": (308, 212, 58),
      "pyramid": ((318 + 403) / 2, (250 + 306) / 2, nil),
    ]
    guard let row = measured[scene] else { return nil }
    if engine.hasPrefix("Rapier") { return row.box3D / row.rapier }
    if engine.hasPrefix("PyBullet"), let rate = row.pyBullet { return row.box3D / rate }
    return nil
  }
}

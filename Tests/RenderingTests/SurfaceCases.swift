import VectorMath

@testable import Rendering

/// Surfaces of every kind, and mixtures, for tests of scattering.
struct SurfaceCase: CustomStringConvertible, Sendable {
  var description: String
  var sample: SurfaceSample
  /// Index beyond over index on the viewer's side.
  var eta: Float

  init(_ name: String, roughness: Float, eta: Float? = nil, _ change: (inout SurfaceSample) -> Void) {
    description = "\(name), roughness \(roughness)"
    sample = SurfaceSample(albedo: Float3(repeating: 1), roughness: roughness, metalness: 0, coat: 0)
    change(&sample)
    self.eta = eta ?? sample.ior
  }

  static let roughnesses: [Float] = [0, 0.05, 0.1, 0.2, 0.4, 0.7, 1]

  /// White surfaces: no light may be lost.
  static let white: [SurfaceCase] = roughnesses.flatMap { white(roughness: $0) }

  static func white(roughness r: Float) -> [SurfaceCase] {
    var cases: [SurfaceCase] = []
    func add(_ name: String, eta: Float? = nil, _ change: (inout SurfaceSample) -> Void) {
      cases.append(SurfaceCase(name, roughness: r, eta: eta, change))
    }
    add("plastic") { _ in }
    add("plastic of index 1.33") { $0.ior = 1.33 }
    add("plastic of index 2.2") { $0.ior = 2.2 }
    add("metal") { $0.metalness = 1 }
    add("half a metal") { $0.metalness = 0.5 }
    add("glass from outside") { $0.transmission = 1 }
    add("glass from inside", eta: 1 / 1.5) { $0.transmission = 1 }
    add("water from inside", eta: 1 / 1.33) { $0.transmission = 1 }
    add("diamond from outside", eta: 2.42) { $0.transmission = 1 }
    add("diamond from inside", eta: 1 / 2.42) { $0.transmission = 1 }
    add("milky glass") { $0.transmission = 0.4 }
    add("milky glass from inside", eta: 1 / 1.5) { $0.transmission = 0.4 }
    add("pane") {
      $0.transmission = 1
      $0.isThin = true
    }
    add("paper") {
      $0.isThin = true
      $0.subsurface = 0.4
    }
    add("oiled paper with down") {
      $0.isThin = true
      $0.subsurface = 0.4
      $0.transmission = 0.3
      $0.sheen = 0.5
    }
    add("varnished plastic") {
      $0.coat = 1
      $0.coatRoughness = 0.15
    }
    add("half varnished plastic, rough varnish") {
      $0.coat = 0.5
      $0.coatRoughness = 0.6
    }
    add("varnished metal") {
      $0.coat = 1
      $0.metalness = 1
      $0.coatRoughness = 0.15
    }
    add("mirror-smooth varnish on metal") {
      $0.coat = 0.7
      $0.metalness = 1
      $0.coatRoughness = 0
    }
    add("varnished glass") {
      $0.coat = 1
      $0.coatRoughness = 0.4
      $0.transmission = 1
    }
    add("cloth") { $0.sheen = 1 }
    add("velvet") {
      $0.sheen = 1
      $0.sheenRoughness = 0.1
    }
    add("varnished cloth") {
      $0.sheen = 0.6
      $0.coat = 0.5
      $0.metalness = 0.2
    }
    add("brushed metal") {
      $0.metalness = 1
      $0.anisotropy = 0.8
      $0.direction = Float3(1, 0.4, 0)
    }
    add("brushed plastic") {
      $0.anisotropy = 0.6
      $0.direction = Float3(1, 0, 0)
    }
    return cases
  }
}

/// A surface in the plane z = 0 seen under a cosine and an azimuth, in turns.
func tilted(_ c: SurfaceCase, cosine: Float, azimuth: Float = 0.13, wanders: Bool = false) -> Scattering {
  let up = Float3(0, 0, 1)
  let (ca, sa) = circlePoint(azimuth)
  let r: Float = max(0, 1 - cosine * cosine).squareRoot()
  return Scattering(
    c.sample, frame: ShadingFrame(normal: up, geometricNormal: up, stretch: c.sample.direction),
    view: Float3(r * ca, r * sa, cosine), table: ScatteringTable.view, eta: c.eta, followsWander: wanders)
}

/// Points of the unit square, spread evenly, with a third number for choices.
func evenPoints(_ count: Int, _ body: (SIMD2<Float>, Float) -> Void) {
  let layout = SampleSequence.Layout(width: 16, height: 16, samples: count, seed: 77, frame: 0, purpose: 0)
  for k in 0..<count {
    var random = SampleSequence(layout, x: 0, y: 0, sample: k)
    let u = random.next()
    body(u, random.next().x)
  }
}

import VectorMath

/// Directions drawn in proportion to what the layers send there.
extension Scattering {
  /// A sampled continuation of a path.
  struct Sample {
    enum Course: UInt8 { case reflected, transmitted, wandering }
    var light: Float3
    var weight: Float3
    /// Per solid angle; infinite for mirrors.
    var density: Float
    var course = Course.reflected
  }

  /// A direction in proportion to what the layers scatter, `u` choosing it and `choice` the layer; nil when absorbed.
  @inline(__always) func sample(_ u: SIMD2<Float>, choice: Float) -> Sample? {
    var light: Float3
    var rest: Float = choice
    if rest < chanceUp {
      light = cosineDirection(u)
    } else if rest < chanceUp + chanceFacets {
      rest = (rest - chanceUp) / chanceFacets
      let h: Float3 = layers.contains(.smooth) ? Float3(0, 0, 1) : facets.visibleNormal(u)
      if layers.isDisjoint(with: [.clear, .smooth]) {
        light = reflect(-view, h)
        if light.z <= 0 { return nil }
      } else {
        return sampleFacets(h, rest)
      }
    } else {
      rest -= chanceUp + chanceFacets
      if rest < chanceDown {
        light = cosineDirection(u)
        light.z = -light.z
      } else if rest < chanceDown + chanceFuzz {
        light = hemisphereDirection(u)
      } else if rest < chanceDown + chanceFuzz + chanceWander {
        return wandering(u)
      } else if let varnish {
        if varnish.isSmooth {
          let share: Float = varnish.cover * (fuzz?.dimsVarnish(view) ?? 1)
          return mirrored(Float3(repeating: share * Fresnel.dielectric(view.z, eta: 1.5) / chanceVarnish))
        }
        light = reflect(-view, varnish.facets.visibleNormal(u))
        if light.z <= 0 { return nil }
      } else {
        return nil
      }
    }
    return finish(light)
  }

  @inline(__always) private func finish(_ light: Float3) -> Sample? {
    let world: Float3 = normalize(frame.world(light))
    let (value, density) = evaluate(world)
    if !(density > 1e-9) { return nil }
    return Sample(
      light: world, weight: value / density, density: density, course: light.z > 0 ? .reflected : .transmitted)
  }

  /// Reflects or refracts at the facet `h`.
  private func sampleFacets(_ h: Float3, _ choice: Float) -> Sample? {
    let c: Float = saturate(dot(view, h))
    let f: Float3 = fresnel(c)
    let chance: Float = layers.contains(.clear) ? chanceOfReflection(c, f) : 1
    let isSmooth = layers.contains(.smooth)
    if choice < chance {
      if !isSmooth {
        let light: Float3 = reflect(-view, h)
        return light.z > 0 ? finish(light) : nil
      }
      var weight: Float3 = f / (chance * chanceFacets)
      let light = Float3(-view.x, -view.y, view.z)
      if let varnish { weight *= varnish.dims(light) }
      if let fuzz { weight *= fuzz.dims(light) }
      return mirrored(weight)
    }
    let isSheet = layers.contains(.sheet)
    var light: Float3
    if isSheet {
      light = reflect(-view, h)
      light.z = -light.z
    } else {
      guard let bent = Fresnel.refract(view, h, eta: eta) else { return nil }
      light = bent
    }
    if light.z >= 0 { return nil }
    if !isSmooth { return finish(light) }
    let face: Float = Fresnel.dielectric(c, eta: eta)
    let share: Float = clear / ((1 - chance) * chanceFacets)
    var weight: Float3 = isSheet ? colour * (share * (1 - Fresnel.pane(face))) : Float3(repeating: share * (1 - face))
    if let fuzz { weight *= fuzz.dims(view) }
    let world: Float3 = normalize(frame.world(light))
    if dot(frame.geometric, light) >= 0 { return nil }
    return Sample(light: world, weight: weight, density: .infinity, course: .transmitted)
  }

  private func mirrored(_ weight: Float3) -> Sample? {
    let light = Float3(-view.x, -view.y, view.z)
    if dot(frame.geometric, light) <= 0 { return nil }
    return Sample(light: normalize(frame.world(light)), weight: weight, density: .infinity)
  }

  /// Into the body, where the walk begins; the colour is the walk's.
  private func wandering(_ u: SIMD2<Float>) -> Sample? {
    var light: Float3 = cosineDirection(u)
    light.z = -light.z
    let through: Float = share(view)
    return Sample(
      light: normalize(frame.world(light)), weight: Float3(repeating: opaque * wander * through / chanceWander),
      density: 0.318_309_89, course: .wandering)
  }
}

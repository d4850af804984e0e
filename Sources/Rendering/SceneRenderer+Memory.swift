extension SceneRenderer {
  /// What the scene's geometry takes as long as it is drawn, bytes: triangles, their trees, things that stand still.
  public var geometryBytes: Int {
    meshNodes.bytes + packs.bytes + shading.bytes + frames.bytes + leaves.bytes
      + stillCount * (MemoryLayout<Instance>.stride + MemoryLayout<Bounds>.stride)
  }

  /// Fills the tables of scattering that all scenes share; else the first surfaces that need them do.
  public static func fillTables() {
    _ = AnisotropyTable.Interface(roughness: 0.5, anisotropy: 0.5)
    _ = GlassTable.Interface(eta: 1.5, roughness: 0.5)
  }
}

/// Everything that is placed for one frame.
struct FrameWorld: Sendable {
  let nodes: FixedBuffer<BoundsNode>
  /// What the tree's leaves stand for; the scene's, the same for every frame.
  let entries: FixedBuffer<WorldEntry>
  let instances: FixedBuffer<Instance>
  /// Of the first `boundedCount`, as the ray kernels take them.
  let records: FixedBuffer<InstanceRecord>
  let boundedCount: Int
  /// The camera at ray time 0, and at 1 where the shutter is open.
  let view: View
  let closing: View?
  let emitters: [Emitter]
  let owners: [LightSet.Owner]
}

import TensorKernels

// Changes of resolution. Each is linear, so its backward needs no saved input; pooling and nearest upsampling are each
// other's transposes up to the factor 4, and the shuffles are permutations.

extension TensorShape {
  func halved(channelFactor: Int = 1) -> TensorShape {
    precondition(height.isMultiple(of: 2) && width.isMultiple(of: 2), "cannot halve \(self)")
    return TensorShape(frames, channels * channelFactor, height / 2, width / 2)
  }
  var doubled: TensorShape { TensorShape(frames, channels, height * 2, width * 2) }
  var planes: Int { frames * channels }
}

/// [n, c, h, w] -> [n, c, h / 2, w / 2]: `scale` times the sum of each 2x2 block; 1/4 gives the mean.
public func pooled(_ x: Tensor, scale: Float = 0.25) -> Tensor {
  let s = x.shape
  var y = Tensor(uninitialised: s.halved())
  y.write { y in x.read { pool($0, into: y, planes: s.planes, height: s.height, width: s.width, scale: scale) } }
  return y
}

/// The gradient of the input of `pooled`, from that of its result.
public func pooledBackward(_ dy: Tensor, scale: Float = 0.25) -> Tensor { upsampled(dy, scale: scale) }

/// [n, c, h, w] -> [n, c, 2h, 2w]: `scale` times the nearest pixel.
public func upsampled(_ x: Tensor, scale: Float = 1) -> Tensor {
  let s = x.shape
  var y = Tensor(uninitialised: s.doubled)
  y.write { y in x.read { upsample($0, into: y, planes: s.planes, height: s.height, width: s.width, scale: scale) } }
  return y
}

/// The gradient of the input of `upsampled`, from that of its result.
public func upsampledBackward(_ dy: Tensor, scale: Float = 1) -> Tensor { pooled(dy, scale: scale) }

/// [n, c, h, w] -> [n, 4c, h / 2, w / 2]: the four phases of each plane, phase = 2 (row & 1) + (column & 1).
public func pixelUnshuffled(_ x: Tensor) -> Tensor {
  let s = x.shape
  var y = Tensor(uninitialised: s.halved(channelFactor: 4))
  y.write { y in x.read { pixelUnshuffle($0, into: y, planes: s.planes, height: s.height, width: s.width) } }
  return y
}

/// [n, 4c, h, w] -> [n, c, 2h, 2w]: the inverse, and also the transpose, of `pixelUnshuffled`.
public func pixelShuffled(_ x: Tensor) -> Tensor {
  let s = x.shape
  precondition(s.channels.isMultiple(of: 4), "pixel shuffle needs a multiple of 4 channels, got \(s)")
  let r = TensorShape(s.frames, s.channels / 4, s.height * 2, s.width * 2)
  var y = Tensor(uninitialised: r)
  y.write { y in x.read { pixelShuffle($0, into: y, planes: r.planes, height: r.height, width: r.width) } }
  return y
}

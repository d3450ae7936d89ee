/** A batch norm of PyTorch: gain and bias of each channel, and what it has seen of them in training. */
export interface BatchNorm {
  readonly gain: Float32Array;
  readonly bias: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  /** Default: 1e-5, PyTorch’s own. */
  readonly epsilon?: number;
}

/** A filter [out, …] and a bias [out]. */
export interface FoldedConvolution {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * The convolution that a convolution without bias and its batch norm are together, by fixed statistics: (w · x − mean) · s + bias with
 * s = gain / √(variance + epsilon) is (s · w) · x + (bias − mean · s) (Jacob et al. 2018). Sums are taken in double precision.
 */
export function foldBatchNorm(
  weight: Float32Array,
  { gain, bias, mean, variance, epsilon = 1e-5 }: BatchNorm,
): FoldedConvolution {
  const length = weight.length / gain.length;
  const folded = new Float32Array(weight.length);
  const offsets = new Float32Array(gain.length);
  gain.forEach((value, channel) => {
    const scale = value / Math.sqrt(variance[channel] + epsilon);
    for (let i = channel * length; i < (channel + 1) * length; i++) folded[i] = weight[i] * scale;
    offsets[channel] = bias[channel] - mean[channel] * scale;
  });
  return { weight: folded, bias: offsets };
}

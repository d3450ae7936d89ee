import * as tf from '@tensorflow/tfjs';
import { relu, linear, scope, weightSpec, biasSpec, gainSpec } from '@totalfm/compute';
import type { ParameterSpec, ParameterSpecs, ParameterValues, Tensors, Triple } from '@totalfm/core';

/** What a U-Net is made of. */
export interface UnetShape {
  /** Voxels of its patch along (z, y, x); even. */
  readonly patch: Triple;
  /** Channels of each level, from the finest, at half of the patch’s resolution. */
  readonly channels: readonly number[];
  /** Residual blocks of each level on the way down, and on the way up. */
  readonly down: readonly number[];
  readonly up: readonly number[];
  /** Width of the layer before the outputs, of each voxel. */
  readonly head: number;
  /** Kinds of structures, background among them: outputs of every voxel. */
  readonly kinds: number;
  /** Members of kinds that have several: outputs of every 2 × 2 × 2 voxels. */
  readonly members: number;
  /** Its input is (HU − mean) / std. */
  readonly intensity: { readonly mean: number; readonly std: number };
}

/** HU in the middle of soft tissue, and how far from it contrast is halved. */
const TISSUE = { centre: 40, width: 100 };
/** HU in the middle between air and water, and from there to either. */
const AIR = { centre: -500, width: 500 };

/** Voxels of a block of the stem along each axis. */
const BLOCK = 2;
const SUBVOXELS = BLOCK ** 3;
/** Channels of the stem: every voxel of a block, seen through two windows. */
const STEM = 2 * SUBVOXELS;

const filter = (width: number, inputs: number, outputs: number, gain = Math.SQRT2): ParameterSpec => ({
  shape: [width, width, width, inputs, outputs],
  initial: { normal: gain / Math.sqrt(width ** 3 * inputs) },
  decay: true,
});

/** The finest level has a bias only: there, a norm would cost as much as a convolution. */
const convolution = (name: string, inputs: number, outputs: number, normed: boolean): ParameterSpecs => ({
  [`${name}/weight`]: filter(3, inputs, outputs),
  ...(normed && { [`${name}/gain`]: gainSpec(outputs) }),
  [`${name}/bias`]: biasSpec(outputs),
});

const dense = (name: string, inputs: number, outputs: number, gain = 1): ParameterSpecs => ({
  [`${name}/weight`]: weightSpec(inputs, outputs, gain),
  [`${name}/bias`]: biasSpec(outputs),
});

const residual = (name: string, width: number): ParameterSpecs => ({
  ...convolution(`${name}/conv0`, width, width, true),
  ...convolution(`${name}/conv1`, width, width, true),
});

export function unetParameters({ channels, head, kinds, members, ...blocks }: UnetShape): ParameterSpecs {
  const each = (level: number, way: 'down' | 'up') =>
    Array.from({ length: blocks[way][level] }, (_, block) => residual(`${way}${level}/block${block}`, channels[level]));
  const down = channels.flatMap((width, level) => [
    convolution(`down${level}/conv`, level === 0 ? STEM : channels[level - 1], width, level > 0),
    ...each(level, 'down'),
  ]);
  const up = channels
    .slice(0, -1)
    .flatMap((width, level) => [
      dense(`up${level}/lift`, channels[level + 1], width),
      convolution(`up${level}/conv`, width, width, level > 0),
      ...each(level, 'up'),
    ]);
  return Object.assign(
    {},
    ...down,
    ...up,
    dense('head/voxels', channels[0] + STEM, SUBVOXELS * head, Math.SQRT2),
    dense('head/kinds', head, kinds, 0.1),
    dense('head/blocks', channels[0] + STEM, 2 * head, Math.SQRT2),
    dense('head/members', 2 * head, members, 0.1),
  ) as ParameterSpecs;
}

/** What the network says of a patch [1, z, y, x]. */
export interface UnetOutputs {
  /** [blocks, sub-voxels, kinds]: block (z, y, x), and in it sub-voxel (z, y, x). */
  readonly kinds: tf.Tensor;
  /** [blocks, members] */
  readonly members: tf.Tensor;
}

/**
 * A U-Net (Ronneberger et al. 2015, Çiçek et al. 2016) of residual blocks, whose stem puts 2 × 2 × 2 voxels into the
 * channels of one (Shi et al. 2016), and whose head takes them apart again: convolutions run on an eighth of the voxels.
 * With `chosen` [8, n], columns of one 1 each, it speaks of n of a block’s sub-voxels only.
 */
export function unetOutputs(p: Tensors, patch: tf.Tensor, shape: UnetShape, chosen?: tf.Tensor): UnetOutputs {
  const conv = (x: tf.Tensor, name: string, stride = 1) => {
    const sums = tf.conv3d(x as tf.Tensor5D, p[`${name}/weight`] as tf.Tensor5D, stride, 'same');
    const gain = p[`${name}/gain`] as tf.Tensor | undefined;
    return tf.add(gain ? tf.mul(standardized(sums), gain) : sums, p[`${name}/bias`]);
  };
  const through = (x: tf.Tensor, name: string, count: number) => {
    for (let block = 0; block < count; block++)
      x = leaky(tf.add(x, conv(leaky(conv(x, `${name}/block${block}/conv0`)), `${name}/block${block}/conv1`)));
    return x;
  };
  const blocks = tf.concat(
    windowed(patch, shape.intensity).map((values) => toBlocks(values, shape.patch)),
    4,
  );
  const skips: tf.Tensor[] = [];
  let x: tf.Tensor = blocks;
  shape.channels.forEach((_, level) => {
    x = scope(`down${level}`, () =>
      through(leaky(conv(x, `down${level}/conv`, level === 0 ? 1 : 2)), `down${level}`, shape.down[level]),
    );
    skips.push(x);
  });
  for (let level = shape.channels.length - 2; level >= 0; level--) {
    const lifted = linear(x, p[`up${level}/lift/weight`], p[`up${level}/lift/bias`]);
    x = scope(`up${level}`, () =>
      through(
        leaky(conv(leaky(tf.add(skips[level], doubled(lifted, skips[level].shape))), `up${level}/conv`)),
        `up${level}`,
        shape.up[level],
      ),
    );
  }
  const ones = BIAS_OF_VOXELS in p ? [] : [tf.ones([...blocks.shape.slice(0, 4), 1])];
  const rows = tf.reshape(tf.concat([x, blocks, ...ones], 4), [blocks.shape.slice(0, 4).reduce((a, b) => a * b), -1]);
  const layer = (of: tf.Tensor, name: string) => linear(of, p[`head/${name}/weight`], p[`head/${name}/bias`]);
  const bias = p[BIAS_OF_VOXELS] as tf.Tensor | undefined;
  const voxels = relu(linear(rows, some(p['head/voxels/weight'], chosen), bias && some(bias, chosen)));
  const kinds = layer(tf.reshape(voxels, [-1, p['head/kinds/weight'].shape[0]]), 'kinds');
  return {
    kinds: tf.reshape(kinds, [rows.shape[0], -1, shape.kinds]),
    members: layer(relu(layer(rows, 'blocks')), 'members'),
  };
}

const BIAS_OF_VOXELS = 'head/voxels/bias';
/** [kinds] */
export const BIAS_OF_KINDS = 'head/kinds/bias';

/**
 * The same network without biases in its head: a column of ones goes in, and each sub-voxel has a unit more that is always 1. The
 * largest arrays are then passed over once less each.
 */
export function foldHead(values: ParameterValues, { head, kinds, channels }: UnetShape): UnetValues {
  const inputs = channels[0] + STEM;
  const under = (name: string, width: number) =>
    Float32Array.from(
      [...values[`head/${name}/weight`], ...values[`head/${name}/bias`]].slice(0, (inputs + 1) * width),
    );
  const voxels = new Float32Array((inputs + 1) * SUBVOXELS * (head + 1));
  const own = under('voxels', SUBVOXELS * head);
  for (let input = 0; input <= inputs; input++)
    for (let subvoxel = 0; subvoxel < SUBVOXELS; subvoxel++) {
      const to = (input * SUBVOXELS + subvoxel) * (head + 1);
      for (let unit = 0; unit < head; unit++) voxels[to + unit] = own[(input * SUBVOXELS + subvoxel) * head + unit];
      voxels[to + head] = input === inputs ? 1 : 0;
    }
  const blocks = under('blocks', 2 * head);
  const ofKinds = Float32Array.from([...values['head/kinds/weight'], ...values[BIAS_OF_KINDS]]);
  const folded = {
    'head/voxels/weight': { shape: [inputs + 1, SUBVOXELS * (head + 1)], data: voxels },
    'head/kinds/weight': { shape: [head + 1, kinds], data: ofKinds },
    'head/blocks/weight': { shape: [inputs + 1, 2 * head], data: blocks },
  };
  const dropped = Object.keys(folded).map((name) => name.replace(/weight$/, 'bias'));
  return { folded, dropped };
}

/** Parameters in the place of others, and those that are no more. */
export interface UnetValues {
  readonly folded: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;
  readonly dropped: readonly string[];
}

/** Of weights [inputs, 8 · width] or biases [8 · width], those of the chosen sub-voxels. */
function some(values: tf.Tensor, chosen?: tf.Tensor): tf.Tensor {
  if (!chosen) return values;
  const lead = values.shape.slice(0, -1);
  const width = (values.shape.at(-1) as number) / SUBVOXELS;
  const apart = tf.transpose(tf.reshape(values, [-1, SUBVOXELS, width]), [0, 2, 1]);
  const picked = tf.matMul(tf.reshape(apart, [-1, SUBVOXELS]) as tf.Tensor2D, chosen as tf.Tensor2D);
  const count = chosen.shape[1] as number;
  return tf.reshape(tf.transpose(tf.reshape(picked, [-1, width, count]), [0, 2, 1]), [...lead, count * width]);
}

/** max(x, 0.01 x), as nnU-Net has it: no unit stays silent for good. */
const leaky = (x: tf.Tensor) => tf.leakyRelu(x, 0.01);

/** Every channel of a patch with mean 0 and variance 1 (instance normalisation, Ulyanov et al. 2016). */
function standardized(x: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, [1, 2, 3], true));
  return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), [1, 2, 3], true), 1e-5)));
}

/**
 * HU through two windows: t / (1 + |t|), where soft tissue keeps its contrast and air and bone their place at the ends; and from
 * air to water in a straight line, for the border of the lungs.
 */
function windowed(patch: tf.Tensor, { mean, std }: UnetShape['intensity']): readonly tf.Tensor[] {
  const through = ({ centre, width }: typeof TISSUE) => tf.add(tf.mul(patch, std / width), (mean - centre) / width);
  const tissue = through(TISSUE);
  return [tf.div(tissue, tf.add(tf.abs(tissue), 1)), tf.clipByValue(through(AIR), -1, 1)];
}

/** [1, z, y, x] → [1, z/2, y/2, x/2, 8]. */
export function toBlocks(patch: tf.Tensor, [depth, height, width]: Triple): tf.Tensor {
  const [d, h, w] = [depth / BLOCK, height / BLOCK, width / BLOCK];
  const apart = tf.reshape(patch, [d, BLOCK, h, BLOCK, w, BLOCK]);
  return tf.reshape(tf.transpose(apart, [0, 2, 4, 1, 3, 5]), [1, d, h, w, SUBVOXELS]);
}

/** [blocks, 8] → [z, y, x]. */
export function fromBlocks(blocks: tf.Tensor, [depth, height, width]: Triple): tf.Tensor {
  const [d, h, w] = [depth / BLOCK, height / BLOCK, width / BLOCK];
  const apart = tf.reshape(blocks, [d, h, w, BLOCK, BLOCK, BLOCK]);
  return tf.reshape(tf.transpose(apart, [0, 3, 1, 4, 2, 5]), [depth, height, width]);
}

/** Every voxel twice along each axis, cut to the shape of what it is added to. */
function doubled(x: tf.Tensor, target: readonly number[]): tf.Tensor {
  const [, d, h, w, c] = x.shape;
  const op = tf.customGrad((...args: unknown[]) => ({
    value: spread(args[0] as tf.Tensor),
    gradFunc: (dy: tf.Tensor) =>
      tf
        .sum(tf.reshape(dy, [d, 2, h, 2, w, 2 * c]), [1, 3])
        .reshape([1, d, h, w, 2, c])
        .sum(4),
  }));
  return tf.slice(op(x), [0, 0, 0, 0, 0], [1, ...target.slice(1, 4), c]);
}

/** [1, z, y, x, channels] → [1, 2z, 2y, 2x, channels], by nearest neighbours. */
function spread(x: tf.Tensor): tf.Tensor {
  const [, d, h, w, c] = x.shape;
  const columns = tf.broadcastTo(tf.reshape(x, [d * h, w, 1, c]), [d * h, w, 2, c]);
  const rows = tf.broadcastTo(tf.reshape(columns, [d, 1, h, 1, 2 * w * c]), [d, 2, h, 2, 2 * w * c]);
  return tf.reshape(rows, [1, d * 2, h * 2, w * 2, c]);
}

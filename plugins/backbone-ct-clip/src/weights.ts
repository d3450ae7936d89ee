import { product } from '@totalfm/compute';
import type { PublishedWeights, Triple } from '@totalfm/core';
import { fromTorch, patchGrid, sameTensor, stackedMatrices, turnedMatrix, type TorchTensor } from '@totalfm/networks';
import type { CtClipOptions } from './options.ts';
import { hiddenWidth } from './video-transformer.ts';

export const source =
  'CT-CLIP is read from models/CT-CLIP_v2.pt of the hub’s dataset ibrahimhamamci/CT-RATE, with the default options and a cutter of 480 × 480 × 240 voxels.';

const PREFIX = 'visual_transformer.';
const PROJECTION = 'to_visual_latent.weight';

/** The image side in `CT-CLIP_v2.pt`. Its values throw `TFM_CHECKPOINT_MISMATCH`. */
export const publishedCtClip = (options: CtClipOptions, size: Triple): PublishedWeights => ({
  source,
  values: (tensors, file) => fromTorch(ctClipTable(options, size), tensors, { file, source }),
  head: ({ temperature }) => ({ scale: temperature ? Math.exp(temperature.data[0]) : 1, bias: 0 }),
});

/** The tensors of the published model that the encoder has, by their names. */
export function ctClipTable(options: CtClipOptions, size: Triple): readonly TorchTensor[] {
  const { dim, codebook, width, patch } = options;
  const [rows, columns] = patchGrid(size, patch);
  return [
    ...stemTable(options),
    ...biasTable(options),
    ...transformerTable(`${PREFIX}enc_spatial_transformer.`, 'spatial/', options, options.spatialDepth),
    ...transformerTable(`${PREFIX}enc_temporal_transformer.`, 'temporal/', options, options.temporalDepth),
    ...(options.quantize ? [sameTensor(`${PREFIX}vq._codebook.embed`, 'codebook', [1, codebook, dim])] : []),
    sameTensor(PROJECTION, 'projection', [width, rows * columns * dim]),
  ];
}

/** A patch's voxels run z, x, y in theirs and z, y, x here. */
function stemTable({ dim, patch }: CtClipOptions): readonly TorchTensor[] {
  const at = `${PREFIX}to_patch_emb.`;
  const length = product(patch);
  const voxelwise = (name: string, ours: string): TorchTensor => ({
    name,
    shape: [length],
    into: (values) => ({ [ours]: inOurOrder(values, patch) }),
  });
  const weight = turnedMatrix(`${at}2.weight`, 'stem/weight', [dim, length]);
  return [
    voxelwise(`${at}1.weight`, 'stem/norm0/gain'),
    voxelwise(`${at}1.bias`, 'stem/norm0/bias'),
    {
      ...weight,
      into: (values) => {
        const turned = weight.into(values)['stem/weight'];
        return { 'stem/weight': inOurOrder(turned, patch, dim) };
      },
    },
    sameTensor(`${at}2.bias`, 'stem/bias', [dim]),
    sameTensor(`${at}3.weight`, 'stem/norm1/gain', [dim]),
    sameTensor(`${at}3.bias`, 'stem/norm1/bias', [dim]),
  ];
}

/** [z, x, y, each] → [z, y, x, each]. */
function inOurOrder(values: Float32Array, [px, py, pz]: Triple, each = 1): Float32Array {
  const ours = new Float32Array(values.length);
  let to = 0;
  for (let z = 0; z < pz; z++)
    for (let y = 0; y < py; y++)
      for (let x = 0; x < px; x++, to += each) {
        const from = ((z * px + x) * py + y) * each;
        ours.set(values.subarray(from, from + each), to);
      }
  return ours;
}

function biasTable({ dim, heads }: CtClipOptions): readonly TorchTensor[] {
  const at = `${PREFIX}spatial_rel_pos_bias.net.`;
  return [
    turnedMatrix(`${at}0.0.weight`, 'bias/layer0/weight', [dim, 2]),
    sameTensor(`${at}0.0.bias`, 'bias/layer0/bias', [dim]),
    turnedMatrix(`${at}1.0.weight`, 'bias/layer1/weight', [dim, dim]),
    sameTensor(`${at}1.0.bias`, 'bias/layer1/bias', [dim]),
    turnedMatrix(`${at}2.weight`, 'bias/out/weight', [heads, dim]),
    sameTensor(`${at}2.bias`, 'bias/out/bias', [heads]),
  ];
}

function transformerTable(theirs: string, ours: string, options: CtClipOptions, depth: number): readonly TorchTensor[] {
  return [
    ...Array.from({ length: depth }, (_, block) =>
      blockTable(`${theirs}layers.${block}.`, `${ours}block${block}/`, options),
    ).flat(),
    sameTensor(`${theirs}norm_out.gamma`, `${ours}norm/gain`, [options.dim]),
  ];
}

/** A block's list of parts is convolution, attention, none, gated layer. */
function blockTable(theirs: string, ours: string, { dim, heads, headDim }: CtClipOptions): readonly TorchTensor[] {
  const inner = heads * headDim;
  const hidden = hiddenWidth(dim);
  const [attention, mlp] = [`${ours}attention/`, `${ours}mlp/`];
  return [
    {
      name: `${theirs}0.dsconv.weight`,
      shape: [dim, 1, 3, 3, 3],
      into: (values) => turnedMatrix('', `${ours}position/filter`, [dim, 27]).into(values),
    },
    sameTensor(`${theirs}0.dsconv.bias`, `${ours}position/bias`, [dim]),
    sameTensor(`${theirs}1.norm.gamma`, `${attention}norm/gain`, [dim]),
    turnedMatrix(`${theirs}1.to_q.weight`, `${attention}query/weight`, [inner, dim]),
    stackedMatrices(
      `${theirs}1.to_kv.weight`,
      [`${attention}key/weight`, `${attention}value/weight`],
      [2 * inner, dim],
    ),
    sameTensor(`${theirs}1.q_scale`, `${attention}query/scale`, [headDim]),
    sameTensor(`${theirs}1.k_scale`, `${attention}key/scale`, [headDim]),
    turnedMatrix(`${theirs}1.to_out.weight`, `${attention}out/weight`, [dim, inner]),
    sameTensor(`${theirs}3.0.weight`, `${mlp}norm/gain`, [dim]),
    sameTensor(`${theirs}3.0.bias`, `${mlp}norm/bias`, [dim]),
    stackedMatrices(`${theirs}3.1.weight`, [`${mlp}value/weight`, `${mlp}gate/weight`], [2 * hidden, dim]),
    turnedMatrix(`${theirs}3.4.weight`, `${mlp}out/weight`, [dim, hidden]),
  ];
}

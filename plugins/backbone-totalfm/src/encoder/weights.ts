import { product } from '@totalfm/compute';
import type { PublishedWeights, Triple } from '@totalfm/core';
import { fromTorch, patchGrid, sameTensor, turnedMatrix, stackedMatrices, type TorchTensor } from '@totalfm/networks';
import type { TotalFmOptions } from './options.ts';

/** What nobody can say here: the names of the original's tensors. */
export const source =
  'The original TotalFM’s weights are at jichi-labo/TotalFM. The names of its tensors are not published here: say them in the file of `align.names`.';

/** The image side. Its values throw `TFM_CHECKPOINT_MISMATCH`. */
export const publishedTotalFm = (options: TotalFmOptions, size: Triple): PublishedWeights => ({
  source,
  values: (tensors, file) => fromTorch(totalFmTable(options, size), tensors, { file, source }),
});

/** The network's tensors under the names and in the shapes that PyTorch's modules would give them. */
export function totalFmTable(options: TotalFmOptions, size: Triple): readonly TorchTensor[] {
  const { dim, depth, patch, latent, width } = options;
  const [columns, rows, depths] = patchGrid(size, patch);
  const length = 3 * product(patch);
  return [
    ...pair('stem.0', 'stem/norm0', length),
    ...linearPair('stem.1', 'stem', [dim, length]),
    ...pair('stem.2', 'stem/norm1', dim),
    sameTensor('row', 'positions/row', [rows, dim / 3]),
    sameTensor('column', 'positions/column', [columns, dim / 3]),
    sameTensor('depth', 'positions/depth', [depths, dim / 3]),
    ...Array.from({ length: depth }, (_, block) => blockTable(`blocks.${block}`, `block${block}`, options)).flat(),
    ...pair('norm', 'norm', dim),
    sameTensor('token', 'pool/token', [1, 1, dim]),
    stackedMatrices('pool.in_proj_weight', projections('weight'), [3 * dim, dim]),
    stackedVectors('pool.in_proj_bias', projections('bias'), dim),
    ...linearPair('pool.out_proj', 'pool/out', [dim, dim]),
    ...pair('head.0', 'head/norm', dim),
    ...linearPair('head.1', 'head', [latent, dim]),
    turnedMatrix('projection.weight', 'projection/weight', [width, latent]),
  ];
}

const projections = (of: string) => ['query', 'key', 'value'].map((name) => `pool/${name}/${of}`);

const pair = (theirs: string, ours: string, width: number) => [
  sameTensor(`${theirs}.weight`, `${ours}/gain`, [width]),
  sameTensor(`${theirs}.bias`, `${ours}/bias`, [width]),
];

const linearPair = (theirs: string, ours: string, shape: readonly [number, number]) => [
  turnedMatrix(`${theirs}.weight`, `${ours}/weight`, shape),
  sameTensor(`${theirs}.bias`, `${ours}/bias`, [shape[0]]),
];

const stackedVectors = (name: string, ours: readonly string[], each: number): TorchTensor => ({
  name,
  shape: [ours.length * each],
  into: (values) =>
    Object.fromEntries(ours.map((own, index) => [own, values.subarray(index * each, (index + 1) * each)])),
});

function blockTable(theirs: string, ours: string, { dim, hidden }: TotalFmOptions): readonly TorchTensor[] {
  return [
    ...pair(`${theirs}.norm1`, `${ours}/norm0`, dim),
    ...linearPair(`${theirs}.qkv`, `${ours}/attention/qkv`, [3 * dim, dim]),
    ...linearPair(`${theirs}.out`, `${ours}/attention/out`, [dim, dim]),
    ...pair(`${theirs}.norm2`, `${ours}/norm1`, dim),
    ...linearPair(`${theirs}.fc1`, `${ours}/mlp/in`, [hidden, dim]),
    ...linearPair(`${theirs}.fc2`, `${ours}/mlp/out`, [dim, hidden]),
  ];
}

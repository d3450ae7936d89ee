import { readFile } from 'node:fs/promises';
import { product, readWeights } from '@totalfm/compute';
import type { ParameterValues, Triple } from '@totalfm/core';
import { fromTorch, patchGrid, sameTensor, turnedMatrix, stackedMatrices, type TorchTensor } from '@totalfm/networks';
import { totalFmErrors } from '../errors.ts';
import type { TotalFmOptions } from './options.ts';

const source =
  'The original TotalFM’s weights are at jichi-labo/TotalFM. The names of its tensors are not published here: say them in a JSON file of { "our name": "name in the file" }.';

export interface TotalFmWeights {
  readonly file: string;
  /** JSON of names of {@link totalFmTable} → names in the file; a name that is not there is its own. */
  readonly names?: string;
}

/** Reads the image side. Throws `TFM_TOTALFM_NAMES`, `TFM_NETWORK_WEIGHTS`, and what `readWeights` throws. */
export async function readTotalFmWeights(
  { file, names }: TotalFmWeights,
  options: TotalFmOptions,
  size: Triple,
): Promise<ParameterValues> {
  const table = totalFmTable(options, size);
  const renamed = names === undefined ? table : renameTensors(table, await readNames(names), names);
  return fromTorch(renamed, await readWeights(file), { file, source });
}

async function readNames(file: string): Promise<Readonly<Record<string, unknown>>> {
  const fail = (message: string, cause?: unknown) =>
    totalFmErrors.TFM_TOTALFM_NAMES({
      file,
      message,
      fix: 'Write a JSON object of names: { "blocks.0.qkv.weight": "vit.layers.0.attn.qkv.weight" }.',
      cause,
    });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw fail('The file of names cannot be read.', cause);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fail('The file of names is no JSON.', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fail('The file of names is no JSON object.');
  return value as Readonly<Record<string, unknown>>;
}

function renameTensors(
  table: readonly TorchTensor[],
  names: Readonly<Record<string, unknown>>,
  file: string,
): readonly TorchTensor[] {
  const known = new Set(table.map(({ name }) => name));
  const wrong = Object.keys(names).find((name) => !known.has(name) || typeof names[name] !== 'string');
  if (wrong !== undefined)
    throw totalFmErrors.TFM_TOTALFM_NAMES({
      file,
      option: wrong,
      message: known.has(wrong) ? `${wrong} is given no name.` : `The network has no tensor ${wrong}.`,
      fix: `Its tensors are ${[...known].slice(0, 4).join(', ')}, …, with blocks.0 to blocks.N.`,
    });
  return table.map((tensor) => ({ ...tensor, name: (names[tensor.name] as string | undefined) ?? tensor.name }));
}

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

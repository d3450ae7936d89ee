import { matchParameters, readWeights, transpose } from '@totalfm/compute';
import {
  advised,
  type ParameterSpecs,
  type ParameterValues,
  type PublishedWeights,
  type WeightTensors,
} from '@totalfm/core';
import { foldBatchNorm } from '@totalfm/networks';
import { normParts, officialHeads, officialLayer, PHENOTYPES, type MerlinHead } from './official-names.ts';
import type { MerlinOptions } from './options.ts';
import { towerSpecs, towerWidth } from './tower.ts';

/** Where official weights come from. */
export const SOURCE =
  'Merlin is read from i3_resnet_clinical_longformer_best_clip_04-02-2024_23-21-36_epoch_99.pt of stanfordmimi/Merlin on the Hugging Face hub, with the default options.';

/** A tensor that every Merlin has, in whatever its names begin with. */
const LANDMARK = 'layer1.0.conv1.weight';

export interface ReadMerlinOptions {
  /** Heads that are read beside the tower. Default: the contrastive one. */
  readonly heads?: readonly MerlinHead[];
}

/** The image tower and its contrastive head in the official file. Its values throw `TFM_CHECKPOINT_MISMATCH`. */
export const publishedMerlin = (options: MerlinOptions): PublishedWeights => ({
  source: SOURCE,
  values: (tensors, file) => merlinValues(tensors, file, options),
});

/**
 * Parameters of the image tower (norm: folded) from a file of the official code: the whole model’s, or the tower’s alone. Throws what
 * `readWeights` throws, and `TFM_CHECKPOINT_MISMATCH`; either says where the right file comes from.
 */
export async function readMerlin(
  file: string,
  options: MerlinOptions,
  reading: ReadMerlinOptions = {},
): Promise<ParameterValues> {
  const tensors = await readWeights(file).catch((cause: unknown) => {
    throw advised(cause, SOURCE);
  });
  return merlinValues(tensors, file, options, reading);
}

/** The same from the tensors of such a file. */
function merlinValues(
  tensors: WeightTensors,
  file: string,
  options: MerlinOptions,
  { heads = ['contrastive'] }: ReadMerlinOptions = {},
): ParameterValues {
  const specs = officialSpecs(options, heads);
  const advice = { surplus: 'refused', advice: SOURCE } as const;
  const official = matchParameters(specs, towerTensors(tensors, heads), file, advice);
  return { ...towerValues(official, options), ...headValues(official, options, heads) };
}

/** Tensors of the image tower by the names that they have within it; counters of batches and heads that are not wanted are left out. */
function towerTensors(all: WeightTensors, heads: readonly MerlinHead[]): WeightTensors {
  const names = Object.keys(all);
  const landmark = names.find((name) => name === LANDMARK || name.endsWith(`.${LANDMARK}`));
  const prefix = landmark?.slice(0, -LANDMARK.length) ?? '';
  const unread = Object.values(officialHeads).filter((name) => !heads.some((head) => officialHeads[head] === name));
  const isRead = (name: string) =>
    name.startsWith(prefix) &&
    !name.endsWith('.num_batches_tracked') &&
    !unread.some((head) => name.startsWith(`${prefix}${head}.`));
  return Object.fromEntries(names.filter(isRead).map((name) => [name.slice(prefix.length), all[name]]));
}

/** Shapes of the official tensors by their names within the tower. */
export function officialSpecs(options: MerlinOptions, heads: readonly MerlinHead[]): ParameterSpecs {
  const vector = (length: number) => spec([length]);
  const layers = convolutionsOf(options).flatMap(({ name, shape }) => {
    const { convolution, norm } = officialLayer(name);
    const [outputs, inputs, ...filter] = shape;
    return [
      [`${convolution}.weight`, spec([outputs, name === 'stem' ? IMAGE_CHANNELS : inputs, ...filter])],
      ...Object.values(normParts).map((part) => [`${norm}.${part}`, vector(outputs)]),
    ];
  });
  const ofHeads = heads.flatMap((head) => [
    [`${officialHeads[head]}.weight`, spec([lengthOf(head, options), towerWidth(options), 1, 1, 1])],
    [`${officialHeads[head]}.bias`, vector(lengthOf(head, options))],
  ]);
  return Object.fromEntries([...layers, ...ofHeads]) as ParameterSpecs;
}

/** The official tower gets its image three times. */
const IMAGE_CHANNELS = 3;

const spec = (shape: readonly number[]) => ({ shape, initial: { constant: 0 }, decay: false });

const lengthOf = (head: MerlinHead, { width }: MerlinOptions) => (head === 'contrastive' ? width : PHENOTYPES);

/** Convolutions of the tower: name and filter [out, in, z, y, x]. */
function convolutionsOf(options: MerlinOptions) {
  return Object.entries(towerSpecs({ ...options, norm: 'folded' }))
    .filter(([name]) => name.endsWith('/weight'))
    .map(([name, { shape }]) => ({ name: name.slice(0, -'/weight'.length), shape }));
}

function towerValues(official: ParameterValues, options: MerlinOptions): ParameterValues {
  const layers = convolutionsOf(options).flatMap(({ name, shape }) => {
    const { convolution, norm } = officialLayer(name);
    const given = official[`${convolution}.weight`];
    const filter = name === 'stem' ? summedChannels(given, shape) : given;
    const part = (key: keyof typeof normParts) => official[`${norm}.${normParts[key]}`];
    const folded = foldBatchNorm(filter, {
      gain: part('gain'),
      bias: part('bias'),
      mean: part('mean'),
      variance: part('variance'),
    });
    return [
      [`${name}/weight`, folded.weight],
      [`${name}/bias`, folded.bias],
    ];
  });
  return Object.fromEntries(layers) as ParameterValues;
}

/** Filters [out, 3, …] of an image that comes three times → [out, 1, …]. */
function summedChannels(filter: Float32Array, [outputs]: readonly number[]): Float32Array {
  const length = filter.length / outputs / IMAGE_CHANNELS;
  return Float32Array.from({ length: outputs * length }, (_, i) => {
    const first = Math.floor(i / length) * IMAGE_CHANNELS * length + (i % length);
    return filter[first] + filter[first + length] + filter[first + 2 * length];
  });
}

/** Official heads are [out, in, 1, 1, 1]; ours are [in, out]. */
function headValues(official: ParameterValues, options: MerlinOptions, heads: readonly MerlinHead[]): ParameterValues {
  const inputs = towerWidth(options);
  const values = heads.flatMap((head) => {
    const outputs = lengthOf(head, options);
    const weight = official[`${officialHeads[head]}.weight`];
    return [
      [`${head}/weight`, transpose(weight, outputs, inputs)],
      [`${head}/bias`, official[`${officialHeads[head]}.bias`]],
    ];
  });
  return Object.fromEntries(values) as ParameterValues;
}

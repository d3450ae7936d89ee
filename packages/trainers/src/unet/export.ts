import * as tf from '@tensorflow/tfjs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storeFloat16, traceInference, type TracedProgram } from '@totalfm/compute';
import { writeFileWhole, type ParameterSpecs, type ParameterValues, type Triple } from '@totalfm/core';
import type { Intensities } from './intensities.ts';
import type { Kind } from './kinds.ts';
import { foldHead, fromBlocks, unetOutputs, type UnetOutputs, type UnetShape } from './network.ts';

/** A trained network, and what it needs to be used. */
export interface TrainedUnet {
  readonly name: string;
  readonly shape: UnetShape;
  readonly parameters: ParameterSpecs;
  readonly values: ParameterValues;
  /** Structures 1 … n. */
  readonly structures: readonly string[];
  readonly kinds: readonly Kind[];
  /** Millimetres along (x, y, z). */
  readonly spacing: Triple;
  readonly intensities: Intensities;
}

/**
 * The label of each structure: that of a kind’s first member is the kind’s own place, and the others come behind all kinds; so the
 * network’s answer for most voxels needs no table.
 */
export function labelsOf(kinds: readonly Kind[]): ReadonlyMap<number, number> {
  let next = kinds.length + 1;
  return new Map(
    kinds.flatMap(({ members }, kind) =>
      members.map((structure, place) => [structure, place === 0 ? kind + 1 : next++] as const),
    ),
  );
}

/** [blocks, sub-voxels] labels: the likeliest kind, and of that the likeliest member. */
function labelTensor({ kinds, members }: UnetOutputs, groups: readonly Kind[]): tf.Tensor {
  const kind: tf.Tensor = tf.argMax(kinds, 2);
  const labels = labelsOf(groups);
  let result = kind;
  let place = 0;
  groups.forEach(({ members: own }, index) => {
    if (own.length === 1) return;
    const member = tf.argMax(tf.slice(members, [0, place], [-1, own.length]), 1);
    const beyond = own.map((structure) => (labels.get(structure) as number) - (index + 1));
    // A sum and not a choice: a choice would first be spread over all sub-voxels.
    const step = tf.expandDims(tf.gather(tf.tensor1d(beyond, 'int32'), member), 1);
    result = tf.add(result, tf.mul(tf.cast(tf.equal(kind, index + 1), 'int32'), step));
    place += own.length;
  });
  return result;
}

/** `image` [1, 1, z, y, x], normalised → `labels` int32 [1, z, y, x]. */
export function labelProgram({ name, shape, parameters, values, kinds }: TrainedUnet): TracedProgram {
  const { folded, dropped } = foldHead(values, shape);
  const rest = Object.entries(parameters).filter(([parameter]) => !dropped.includes(parameter));
  const shapes = rest.map(([parameter, spec]) => [
    parameter,
    parameter in folded ? { ...spec, shape: folded[parameter].shape } : spec,
  ]);
  const own = rest.map(([parameter]) => [parameter, folded[parameter]?.data ?? values[parameter]]);
  return traceInference({
    name,
    parameters: Object.fromEntries(shapes) as ParameterSpecs,
    values: Object.fromEntries(own) as ParameterValues,
    inputs: { image: { shape: [1, 1, ...shape.patch], dtype: 'float32' } },
    run: (p, { image }) => ({
      labels: tf.expandDims(fromBlocks(labelTensor(unetOutputs(p, image, shape), kinds), shape.patch), 0),
    }),
  });
}

/** nnU-Net’s own description of how a model’s input is made: the keys that inference reads. */
export function plansOf({ name, shape, spacing, intensities: { mean, std, low, high } }: TrainedUnet) {
  const resampling = { is_seg: false, order: 3, order_z: 0, force_separate_z: null };
  return {
    dataset_name: name,
    plans_name: 'nnUNetPlans',
    image_reader_writer: 'NibabelIOWithReorient',
    transpose_forward: [0, 1, 2],
    transpose_backward: [0, 1, 2],
    configurations: {
      '3d_fullres': {
        spacing: [...spacing].reverse(),
        patch_size: shape.patch,
        normalization_schemes: ['CTNormalization'],
        use_mask_for_norm: [false],
        resampling_fn_data: 'resample_data_or_seg_to_shape',
        resampling_fn_data_kwargs: resampling,
        resampling_fn_probabilities: 'resample_data_or_seg_to_shape',
        resampling_fn_probabilities_kwargs: { ...resampling, order: 1 },
      },
    },
    foreground_intensity_properties_per_channel: {
      0: { mean, std, percentile_00_5: low, percentile_99_5: high },
    },
  };
}

export function datasetOf({ structures, kinds }: Pick<TrainedUnet, 'structures' | 'kinds'>) {
  const labels = [...labelsOf(kinds)].map(([structure, label]) => [structures[structure - 1], label] as const);
  return {
    channel_names: { 0: 'CT' },
    labels: Object.fromEntries([['background', 0], ...labels]),
    file_ending: '.nii.gz',
  };
}

/** Writes the folder that `nnunet-onnx` opens: `model.onnx`, `plans.json`, `dataset.json`. */
export async function exportUnet(dir: string, unet: TrainedUnet): Promise<void> {
  await mkdir(dir, { recursive: true });
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  await writeFileWhole(join(dir, 'plans.json'), json(plansOf(unet)));
  await writeFileWhole(join(dir, 'dataset.json'), json(datasetOf(unet)));
  await writeFileWhole(join(dir, 'model.onnx'), storeFloat16(labelProgram(unet)).onnx);
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInference, l2Normalize, traceInference } from '@totalfm/compute';
import { voxelCount, type OrganVolume, type ParameterValues, type Tensors, type Triple } from '@totalfm/core';
import { madeUp } from '@totalfm/testing';
import * as tf from '@tensorflow/tfjs';
import { totalFmOptions, type TotalFmOptions } from '../encoder/options.ts';
import { createTotalFm } from '../encoder/totalfm.ts';

/** What `totalfm_twin.py` found. */
export interface Expected {
  readonly config: TotalFmOptions & { readonly size: Triple; readonly batch: number };
  /** [batch, width], rows of length 1. */
  readonly latents: readonly number[];
  /** Of each tensor: its first three numbers and its norm. */
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

/** A Python with PyTorch. */
export const python = process.env.TOTALFM_TRANSFORMERS_PYTHON;
const beside = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));
export const twinScript = beside('totalfm_twin.py');

export const reference = JSON.parse(readFileSync(beside('reference.json'), 'utf8')) as Expected;

/** Runs the twin: its weights as a file, and what it finds. */
export function runTwin(config: Expected['config']): { readonly weights: string; readonly expected: Expected } {
  const dir = mkdtempSync(join(tmpdir(), 'totalfm-twin-'));
  const file = join(dir, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  const { status, stderr } = spawnSync(python as string, [twinScript, dir, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const expected = JSON.parse(readFileSync(join(dir, 'expected.json'), 'utf8')) as Expected;
  return { weights: join(dir, 'weights.pt'), expected };
}

export function setUp({ config }: Pick<Expected, 'config'>) {
  const { size, batch, ...rest } = config;
  const options = totalFmOptions.parse(rest);
  const voxels = voxelCount(size);
  const noise = madeUp(1, batch * voxels);
  const volumes = Array.from({ length: batch }, (_, index): OrganVolume => {
    const hu = Int16Array.from({ length: voxels }, (__, voxel) => Math.round(40 + 900 * noise[index * voxels + voxel]));
    return { organ: 'liver', size, extentMm: size, organExtentMm: size, organMl: 1, hu };
  });
  return { options, size, encoder: createTotalFm(options, size), volumes };
}

/** Vectors in ONNX Runtime. */
export async function forward(expected: Pick<Expected, 'config'>, values: ParameterValues): Promise<Float32Array> {
  const { encoder, volumes } = setUp(expected);
  const program = traceInference({
    name: 'totalfm',
    parameters: encoder.parameters,
    values,
    inputs: encoder.inputs(volumes.length),
    run: (p, inputs) => ({ latents: l2Normalize(encoder.embed(p, inputs)) }),
  });
  const inference = await createInference(program, { threads: 1 });
  const { latents } = await inference.run(encoder.feeds(volumes));
  await inference.dispose();
  return latents;
}

/** Gradients of the twin's loss by our parameters. */
export function gradients(expected: Expected, values: ParameterValues): ParameterValues {
  const { encoder, volumes } = setUp(expected);
  const names = Object.keys(encoder.parameters);
  const { hu } = encoder.feeds(volumes);
  return tf.tidy(() => {
    const inputs: Tensors = { hu: tf.tensor(hu, [volumes.length, hu.length / volumes.length]) };
    const weights = tf.range(1, encoder.width + 1);
    const loss = (...tensors: tf.Tensor[]) => {
      const p = Object.fromEntries(names.map((name, index) => [name, tensors[index]]));
      return tf.sum(tf.mul(tf.square(encoder.embed(p, inputs)), weights));
    };
    const found = tf.grads(loss)(names.map((name) => tf.tensor(values[name], [...encoder.parameters[name].shape])));
    return Object.fromEntries(names.map((name, index) => [name, found[index].dataSync() as Float32Array]));
  });
}

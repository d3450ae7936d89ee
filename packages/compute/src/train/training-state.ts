import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParameterSpecs, ParameterValues } from '@totalfm/core';
import { writeFileAtomic } from '../checkpoint/atomic-write.ts';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../checkpoint/safetensors.ts';
import { computeErrors } from '../errors.ts';
import { MEAN, PARAMETER, SQUARE } from './state-names.ts';
import { product } from '../product.ts';

/** Parameters with AdamW's two moments, by prefixed name. Plain data: it can be sent to another thread. */
export type TrainingState = Readonly<Record<string, NamedTensor>>;

const STATE_FILE = 'training-state.safetensors';
const prefixes = [PARAMETER, MEAN, SQUARE] as const;

/** Given parameters, and moments of zero. */
export function initialState(parameters: ParameterSpecs, values: ParameterValues): TrainingState {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { shape }]) =>
      prefixes.map((prefix) => [prefix + name, { shape, data: prefix === PARAMETER ? values[name].slice() : new Float32Array(product(shape)) }])),
  );
}

export async function saveState(dir: string, state: TrainingState, step: number): Promise<void> {
  await writeFileAtomic(join(dir, STATE_FILE), encodeSafetensors(state, { step: String(step) }));
}

/** The state in a folder; undefined where there is none. Throws where it belongs to another model. */
export async function loadState(dir: string, parameters: ParameterSpecs): Promise<{ state: TrainingState; step: number } | undefined> {
  const file = join(dir, STATE_FILE);
  try {
    await access(file);
  } catch {
    return undefined;
  }
  const { tensors, metadata } = decodeSafetensors(await readFile(file), file);
  const step = Number(metadata.step);
  if (!Number.isInteger(step) || step < 0) throw computeErrors.TFM_CHECKPOINT_CORRUPT({ file, message: 'The training state does not say its step.', fix: 'Delete the file to train this stage from its start.' });
  const specs = Object.fromEntries(Object.entries(parameters).flatMap(([name, spec]) => prefixes.map((prefix) => [prefix + name, spec])));
  const stranger = Object.keys(tensors).find((name) => !(name in specs));
  if (stranger) throw mismatch(file, `The training state holds ${stranger}, which the model does not have.`);
  const values = matchParameters(specs, tensors, file);
  return { step, state: Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, { shape, data: values[name] }])) };
}

/** Values of every spec from a safetensors file, which may hold more. Throws where one is missing or has another shape. */
export function matchParameters(specs: ParameterSpecs, tensors: Readonly<Record<string, NamedTensor>>, file: string): ParameterValues {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => {
      const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
      if (!tensor) throw mismatch(file, `The checkpoint has no ${name}.`);
      if (tensor.shape.join() !== shape.join()) throw mismatch(file, `The checkpoint holds ${name} as [${tensor.shape.join(', ')}]; the model needs [${shape.join(', ')}].`);
      return [name, tensor.data];
    }),
  );
}

function mismatch(file: string, message: string) {
  return computeErrors.TFM_CHECKPOINT_MISMATCH({ file, message, fix: 'Use the experiment that trained the checkpoint (it is saved beside the run), or train again.' });
}

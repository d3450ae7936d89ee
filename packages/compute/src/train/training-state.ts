import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import type { ParameterSpecs, ParameterValues } from '@totalfm/core';
import { matchParameters } from '../checkpoint/match-parameters.ts';
import { decodeSafetensors, encodeSafetensors, namedTensors, type NamedTensor } from '../checkpoint/safetensors.ts';
import { computeErrors } from '../errors.ts';
import { AVERAGE, PARAMETER } from './state-names.ts';
import { slotPrefixes, trained, type StepDefinition } from './training-program.ts';
import { product } from '../product.ts';

/** Parameters and what the optimiser keeps for each, by prefixed name. Plain data: it can be sent to another thread. */
export type TrainingState = Readonly<Record<string, NamedTensor>>;

const STATE_FILE = 'training-state.safetensors';

/** Specs of a whole state: every parameter, and the slots of those that are trained. */
function stateSpecs(definition: StepDefinition): ParameterSpecs {
  const under = (parameters: ParameterSpecs, prefix: string) =>
    Object.entries(parameters).map(([name, spec]) => [prefix + name, spec] as const);
  return Object.fromEntries([
    ...under(definition.parameters, PARAMETER),
    ...slotPrefixes(definition).flatMap((prefix) => under(trained(definition), prefix)),
  ]);
}

/** Given parameters, whose arrays it takes, their averages the same, and slots of zero. */
export function initialState(definition: StepDefinition, values: ParameterValues): TrainingState {
  const startOf = (key: string, shape: readonly number[]) =>
    key.startsWith(PARAMETER)
      ? values[key.slice(PARAMETER.length)]
      : key.startsWith(AVERAGE)
        ? values[key.slice(AVERAGE.length)].slice()
        : new Float32Array(product(shape));
  return Object.fromEntries(
    Object.entries(stateSpecs(definition)).map(([key, { shape }]) => [key, { shape, data: startOf(key, shape) }]),
  );
}

export async function saveState(dir: string, state: TrainingState, step: number): Promise<void> {
  await writeFileWhole(join(dir, STATE_FILE), encodeSafetensors(state, { step: String(step) }));
}

/** The state in a folder; undefined where there is none. Throws where it belongs to another model. */
export async function loadState(
  dir: string,
  definition: StepDefinition,
): Promise<{ state: TrainingState; step: number } | undefined> {
  const file = join(dir, STATE_FILE);
  try {
    await access(file);
  } catch {
    return undefined;
  }
  const { tensors, metadata } = decodeSafetensors(await readFile(file), file);
  const step = Number(metadata.step);
  if (!Number.isInteger(step) || step < 0)
    throw computeErrors.TFM_CHECKPOINT_CORRUPT({
      file,
      message: 'The training state does not say its step.',
      fix: 'Delete the file to train this stage from its start.',
    });
  const specs = stateSpecs(definition);
  const values = matchParameters(specs, tensors, file, { surplus: 'refused' });
  return { step, state: namedTensors(specs, values) };
}

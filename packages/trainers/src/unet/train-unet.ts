import { join } from 'node:path';
import { createRandom, type Cohort, type Feeds, type TrainingPlace, type Triple } from '@totalfm/core';
import type { StepDefinition } from '@totalfm/compute';
import { trainerErrors } from '../errors.ts';
import { createOptimizer, runSteps } from '@totalfm/compute';
import { keptCases, makeCase, type Case } from './cases.ts';
import { exportUnet } from './export.ts';
import { measureIntensities, type Intensities } from './intensities.ts';
import { kindsOf, type Kind } from './kinds.ts';
import { adjustedLogits, classWeights, unetLoss } from './loss.ts';
import { BIAS_OF_KINDS, unetOutputs, unetParameters, type UnetShape } from './network.ts';
import type { UnetOptions } from './options.ts';
import { cutPatch } from './patch.ts';
import { blockKinds, blockMembers, targetTable } from './targets.ts';

export interface UnetTraining extends TrainingPlace {
  /** Its training exams need label maps; no other exam is opened. */
  readonly cohort: Cohort;
  /** Structures to find, by name. Those that the measured exams lack are left out. */
  readonly structures: readonly string[];
  /** What the exported model is called. */
  readonly name: string;
}

/**
 * Trains a U-Net on the label maps of a cohort’s training exams, and exports it as a folder that `nnunet-onnx` opens. Stopped and
 * started again with the same `workDir`, it ends with the same model.
 */
export async function trainUnet(context: UnetTraining, options: UnetOptions): Promise<void> {
  const exams = (await context.cohort.list(context.signal))
    .filter(({ split }) => split === 'train')
    .map(({ id }) => id);
  if (exams.length === 0)
    throw trainerErrors.TFM_TRAIN_NO_PAIRS({
      message: 'The cohort has no training exam.',
      fix: 'Check the cohort’s splits.',
    });
  const { structures, voxels, spacing, size, intensities } = await measure(context, exams.slice(0, options.measureOn));
  const kinds = kindsOf(structures);
  const shape = shapeOf(options, { size, kinds, intensities });
  const weights = classWeights(voxelsOf(kinds, voxels));
  const definition = stepDefinition(shape, kinds, weights, options);
  const open = async (exam: string) =>
    makeCase(await context.cohort.open(exam, context.signal), structures, spacing, context.signal);
  const cases = keptCases(join(context.workDir, 'cases'), open);
  const values = await runSteps(context, {
    definition,
    schedule: options,
    batch: batches({ exams, cases, shape, kinds, intensities, structures: structures.length }, options, context.seed),
  });
  const { parameters } = definition;
  await exportUnet(context.outDir, {
    name: context.name,
    shape,
    parameters,
    values: { ...values, [BIAS_OF_KINDS]: adjustedLogits(values[BIAS_OF_KINDS], weights) },
    structures,
    kinds,
    spacing,
    intensities,
  });
}

interface Measured {
  readonly structures: readonly string[];
  /** Of the background, and of each structure. */
  readonly voxels: readonly number[];
  readonly spacing: Triple;
  /** The largest size along each axis. */
  readonly size: Triple;
  readonly intensities: Intensities;
}

async function measure({ cohort, structures, signal }: UnetTraining, exams: readonly string[]): Promise<Measured> {
  const cases: (Case & { readonly spacing: Triple })[] = [];
  for (const exam of exams)
    cases.push(await makeCase(await cohort.open(exam, signal), structures, cases[0]?.spacing, signal));
  const counts = new Float64Array(structures.length + 1);
  for (const { labels } of cases) for (const label of labels) counts[label]++;
  return {
    // Measured with all names, so that numbers stand for places in `structures`.
    structures: structures.filter((_, index) => counts[index + 1] > 0),
    voxels: [...counts].filter((count, label) => label === 0 || count > 0),
    spacing: cases[0].spacing,
    size: [0, 1, 2].map((axis) => Math.max(...cases.map(({ size }) => size[axis]))) as unknown as Triple,
    intensities: measureIntensities(cases),
  };
}

/** Voxels of a patch are a multiple of this, so that every level halves them. */
const MULTIPLE = 8;

const voxelsOf = (kinds: readonly Kind[], voxels: readonly number[]): readonly number[] => [
  voxels[0],
  ...kinds.map(({ members }) => members.reduce((sum, structure) => sum + voxels[structure], 0)),
];

function shapeOf(
  { channels }: UnetOptions,
  { size, kinds, intensities }: Pick<Measured, 'size' | 'intensities'> & { readonly kinds: readonly Kind[] },
): UnetShape {
  const [x, y, z] = size.map((n) => Math.ceil(n / MULTIPLE) * MULTIPLE);
  return {
    patch: [z, y, x],
    channels,
    down: [0, 1, 2, 1],
    up: [0, 0, 1],
    head: 16,
    kinds: kinds.length + 1,
    members: kinds.reduce((sum, { members }) => sum + (members.length > 1 ? members.length : 0), 0),
    intensity: { mean: intensities.mean, std: intensities.std },
  };
}

function stepDefinition(
  shape: UnetShape,
  kinds: readonly Kind[],
  weights: readonly number[],
  options: UnetOptions,
): StepDefinition {
  const blocks = shape.patch.reduce((product, n) => (product * n) / 2, 1);
  const groups = kinds.filter(({ members }) => members.length > 1);
  return {
    name: 'segmenter',
    parameters: unetParameters(shape),
    inputs: {
      image: { shape: [1, 1, ...shape.patch], dtype: 'float32' },
      chosen: { shape: [8, options.subvoxels], dtype: 'float32' },
      kinds: { shape: [blocks, options.subvoxels], dtype: 'int32' },
      members: { shape: [blocks], dtype: 'int32' },
    },
    loss: (p, { image, chosen, kinds: wanted, members }) =>
      unetLoss(unetOutputs(p, image, shape, chosen), { kinds: wanted, members }, groups, weights),
    optimizer: createOptimizer(options.optimizer),
    clipNorm: options.clipNorm,
  };
}

interface Source {
  readonly exams: readonly string[];
  readonly cases: (exam: string) => Promise<Case>;
  readonly shape: UnetShape;
  readonly kinds: readonly Kind[];
  readonly intensities: Intensities;
  readonly structures: number;
}

function batches(
  { exams, cases, shape, kinds, intensities, structures }: Source,
  { subvoxels }: UnetOptions,
  seed: number,
): (step: number) => Promise<Feeds> {
  const table = targetTable(structures, kinds);
  return async (step) => {
    const random = createRandom(seed).fork(`segmenter/${step}`);
    const { values, labels } = cutPatch(
      await cases(exams[random.integer(exams.length)]),
      shape.patch,
      intensities,
      random,
    );
    const some = random.shuffle([0, 1, 2, 3, 4, 5, 6, 7]).slice(0, subvoxels);
    const chosen = new Float32Array(8 * subvoxels);
    some.forEach((subvoxel, column) => (chosen[subvoxel * subvoxels + column] = 1));
    return {
      image: values,
      chosen,
      kinds: blockKinds(labels, shape.patch, table, some),
      members: blockMembers(labels, shape.patch, table),
    };
  };
}

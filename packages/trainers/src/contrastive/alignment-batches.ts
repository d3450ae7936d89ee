import { createRandom, splits, type Feeds, type PairReader } from '@totalfm/core';
import { createBatchSampler, createOrganPools, prefixed } from '@totalfm/compute';
import type { AlignmentParts } from './alignment-step.ts';
import { statementsOfBatch, type ContrastiveOptions } from './options.ts';
import { furtherStatements } from './further-statements.ts';
import { drawStatement, statementsOf } from './statement.ts';
import { softTargets } from './targets.ts';

interface BatchParts extends AlignmentParts {
  readonly pairs: PairReader;
  readonly seed: number;
}

/** Batches that the loss on exams of nobody's training is measured on. */
const validated = 4;

/** Batches of the validation exams, unaugmented; none where nothing is said of their organs. */
export async function validationBatches(parts: BatchParts, options: ContrastiveOptions): Promise<readonly Feeds[]> {
  const { columns } = parts.pairs;
  // To those who draw batches, what is not of the training split is not there.
  const split = columns.split.map((one) =>
    splits[one] === 'validation' ? splits.indexOf('train') : splits.indexOf('test'),
  );
  const pairs: PairReader = { ...parts.pairs, columns: { ...columns, split } };
  if (createOrganPools(pairs.columns).length === 0) return [];
  const batch = alignmentBatches({ ...parts, pairs }, { ...options, augment: false });
  return Promise.all(Array.from({ length: validated }, (_, index) => batch(index)));
}

/** The batch of each step, drawn from that step's own random numbers. */
export function alignmentBatches(
  { vision, text, head, pairs, seed }: BatchParts,
  options: ContrastiveOptions,
): (step: number) => Promise<Feeds> {
  const { batch, organsPerBatch, byFinding, wholeText, augment } = options;
  const sampler = createBatchSampler(pairs.columns, organsPerBatch, byFinding);
  const drawFurther = furtherStatements(pairs);
  const further = statementsOfBatch(options);
  return async (step) => {
    const random = createRandom(seed).fork(`align/${step}`);
    const indices = sampler.draw(batch, random);
    const [rows, volumes] = await Promise.all([
      pairs.rows(indices),
      Promise.all(indices.map((index) => pairs.volume(index))),
    ]);
    const statements = rows.map((row) => drawStatement(statementsOf(row), wholeText, random));
    const compared = [...statements, ...(await drawFurther(rows, further, random))];
    return {
      ...prefixed('vision/', vision.feeds(volumes, augment ? random : undefined)),
      ...prefixed('text/', text.feeds(compared.map((statement) => statement.text))),
      ...softTargets(rows, compared),
      ...head?.feeds(rows, compared),
    };
  };
}

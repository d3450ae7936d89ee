import {
  defineComponent,
  rowsOf,
  throwIfAborted,
  tokens,
  type Anatomy,
  type GeneratorParts,
  type GeneratorTraining,
  type PartText,
  type ReportWriter,
  type SeenPart,
} from '@totalfm/core';
import { z } from 'zod';
import { bestUnitThreshold } from '../calibration/unit-threshold.ts';
import { embedInBatches } from '../embeddings.ts';
import { organOf } from '../organ-of.ts';
import { learnedOf, nameLearned, readSaved, saveJson } from '../saved.ts';
import { embeddedRows, undoubted } from './embedded-rows.ts';
import { createMemory, shareOf, type Memory, type Neighbour } from './neighbours.ts';
import { readPairs, rememberPairs, writePairs } from './remember-pairs.ts';
import { retell } from './retell.ts';

const name = 'retrieval';
const saved = learnedOf.extend({ neighbours: z.number(), threshold: z.number() });
type Learned = Pick<z.infer<typeof saved>, 'neighbours' | 'threshold'>;

const options = z.strictObject({
  neighbours: z
    .array(z.int().min(1))
    .min(1)
    .default([5, 10, 20, 50])
    .describe('Numbers of nearest training volumes that vote; the one that is best on validation exams is taken.'),
  most: z.int().min(1).default(4000).describe('Most training volumes of an organ part that are remembered.'),
});

/** Says of a volume what training reports say of those most like it. */
export const retrievalGenerator = defineComponent({
  provides: tokens.ReportGenerator,
  id: name,
  description: 'Findings by a vote of the nearest training volumes, in the words of the nearest with just these.',
  options,
  create: ({ options }) => ({
    id: name,
    baseline: true as const,
    train: (training: GeneratorTraining) => train(training, options),
    async open(dir: string, { anatomy, embedder }: GeneratorParts): Promise<ReportWriter> {
      const learned = await readSaved(dir, `${name}.json`, saved, { anatomy, embedder });
      const { lines, vectors } = await readPairs(dir, name);
      const memory = createMemory(lines, vectors);
      return {
        async describe(parts, signal) {
          throwIfAborted(signal);
          const volumes = parts.map(({ volume }) => volume);
          const embedded = await embedInBatches(embedder, volumes, signal);
          return parts.map((part, index) => {
            return describePart(part, anatomy, learned, memory.nearest(part.row, embedded[index]));
          });
        },
        async dispose() {},
      };
    },
  }),
});

async function train(training: GeneratorTraining, { neighbours, most }: z.infer<typeof options>): Promise<void> {
  const { anatomy, embedder, outDir, progress } = training;
  const pairs = await rememberPairs(training, most);
  const learned = await chooseVote(training, createMemory(pairs.lines, pairs.vectors), neighbours);
  if (!learned) progress.warn('No finding of validation exams is present: half of the neighbours decide.');
  await writePairs(outDir, name, pairs);
  const { threshold, neighbours: count } = learned ?? { threshold: 0.5, neighbours: Math.min(...neighbours) };
  await saveJson(outDir, `${name}.json`, { ...nameLearned({ anatomy, embedder }), neighbours: count, threshold });
}

/** How many neighbours vote and which share of them decides: the best micro-F1 of validation exams. */
async function chooseVote(
  { pairs, embedder, progress, signal }: GeneratorTraining,
  memory: Memory,
  counts: readonly number[],
): Promise<Learned | undefined> {
  const cases: { exam: string; patient: string; finding: string; label: boolean; shares: readonly number[] }[] = [];
  const indices = undoubted(pairs, rowsOf(pairs, 'validation'));
  for await (const { row, vector } of embeddedRows(pairs, indices, { embedder, progress, signal })) {
    const near = memory.nearest(row, vector);
    for (const [finding, state] of Object.entries(row.states)) {
      if (state === 'uncertain') continue;
      const shares = counts.map((count) => shareOf(near.slice(0, count), finding));
      cases.push({ exam: row.exam, patient: row.patient, finding, label: state === 'present', shares });
    }
  }
  const votes = counts.flatMap((neighbours, index) => {
    const best = bestUnitThreshold(
      cases,
      cases.map(({ shares }) => shares[index]),
    );
    return best ? [{ neighbours, ...best }] : [];
  });
  return votes.reduce<(typeof votes)[number] | undefined>(
    (best, one) => (best && best.f1 >= one.f1 ? best : one),
    undefined,
  );
}

function describePart(
  { row }: SeenPart,
  anatomy: Anatomy,
  { neighbours, threshold }: Learned,
  near: readonly Neighbour[],
): PartText {
  const organ = organOf(anatomy, row);
  const voters = near.slice(0, neighbours);
  const confidence = Object.fromEntries(organ.findings.map(({ id }) => [id, shareOf(voters, id)]));
  const findings = new Set(organ.findings.flatMap(({ id }) => (confidence[id] >= threshold ? [id] : [])));
  return { sentences: retell(organ, row, findings, near), confidence };
}

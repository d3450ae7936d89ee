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
import { canScore, createFindingScorer, filledPrompts, findingsOf, type FindingScorer } from '@totalfm/zero-shot';
import { z } from 'zod';
import { fitFindingModel, probabilityOf, type FindingCase, type FindingModel } from '../calibration/finding-model.ts';
import { findingModel } from '../calibration/saved-model.ts';
import { embedInBatches } from '../embeddings.ts';
import { reportErrors } from '../errors.ts';
import { sidesOfPart } from '../language/part-words.ts';
import { plainNormal, plainStatement } from '../language/plain-sentences.ts';
import { embeddedRows, undoubted } from './embedded-rows.ts';
import { organOf } from '../organ-of.ts';
import { learnedOf, nameLearned, readSaved, saveJson } from '../saved.ts';

const file = 'template.json';
const saved = learnedOf.extend({ model: findingModel.nullable() });

/**
 * States each finding that the aligned model's zero-shot score makes probable enough, in the least words. It is as sure as that score, which
 * whoever checks it has as well: it claims no confidence of its own.
 */
export const templateGenerator = defineComponent({
  provides: tokens.ReportGenerator,
  id: 'template',
  description: 'A plain sentence for each finding whose zero-shot score reaches what validation exams ask for.',
  options: z.strictObject({}),
  create: () => ({
    id: 'template',
    baseline: true as const,
    fit: needPrompts,
    train,
    async open(dir: string, { anatomy, embedder }: GeneratorParts): Promise<ReportWriter> {
      const { model } = await readSaved(dir, file, saved, { anatomy, embedder });
      const scorer = await createFindingScorer(embedder, anatomy);
      return {
        async describe(parts, signal) {
          throwIfAborted(signal);
          const vectors = await embedInBatches(
            embedder,
            parts.map(({ volume }) => volume),
            signal,
          );
          return parts.map((part, index) => describePart(part, anatomy, { model, scorer, vector: vectors[index] }));
        },
        async dispose() {},
      };
    },
  }),
});

function needPrompts(anatomy: Anatomy): void {
  for (const one of findingsOf(anatomy)) {
    if (canScore(filledPrompts(one, undefined, 'both'), 'both')) continue;
    throw reportErrors.TFM_WRITE_NO_PROMPTS({
      organ: one.organ.organ,
      component: 'template',
      message: `Finding ${one.finding.id} cannot be scored: it has no present prompts, or nothing that it is held against.`,
      fix: 'Add prompts to the finding, or normal sentences to its organ.',
    });
  }
}

async function train({ pairs, anatomy, embedder, outDir, progress, signal }: GeneratorTraining): Promise<void> {
  const scorer = await createFindingScorer(embedder, anatomy, { signal });
  const indices = undoubted(pairs, rowsOf(pairs, 'validation'));
  const cases: FindingCase[] = [];
  for await (const { row, vector } of embeddedRows(pairs, indices, { embedder, progress, signal })) {
    for (const [finding, score] of Object.entries(scorer.scores(vector, row))) {
      const state = row.states[finding];
      if (state === undefined || state === 'uncertain') continue;
      cases.push({ finding, exam: row.exam, patient: row.patient, score, beside: [], label: state === 'present' });
    }
  }
  const model = fitFindingModel(cases);
  if (!model) progress.warn('No finding of validation exams is present: `template` calls every organ normal.');
  await saveJson(outDir, file, { ...nameLearned({ anatomy, embedder }), model: model ?? null });
}

interface Seen {
  readonly model: FindingModel | null;
  readonly scorer: FindingScorer;
  readonly vector: Float32Array;
}

function describePart({ row }: SeenPart, anatomy: Anatomy, { model, scorer, vector }: Seen): PartText {
  const organ = organOf(anatomy, row);
  const sides = sidesOfPart(row);
  if (!model) return { sentences: [plainNormal(organ, sides)] };
  const scores = scorer.scores(vector, row);
  const present = organ.findings.filter(({ id }) => {
    const score = scores[id];
    return score !== undefined && (probabilityOf(model, id, { score, beside: [] }) ?? 0) >= model.threshold;
  });
  const sentences = present.map((finding) => plainStatement(organ, finding, sides));
  return { sentences: sentences.length > 0 ? sentences : [plainNormal(organ, sides)] };
}

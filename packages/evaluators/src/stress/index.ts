import {
  createRandom,
  defineComponent,
  hashText,
  rowsOf,
  throwIfAborted,
  tokens,
  type Anatomy,
  type EvaluationContext,
  type EvaluationResult,
  type PairReader,
} from '@totalfm/core';
import { createFindingScorer, findingsOf } from '@totalfm/zero-shot';
import { embedRows, needTestExams, noTestPairs, type EmbeddedPair } from '../embed-splits.ts';
import { rememberedTexts } from '../embeddings.ts';
import { examCases } from '../exam-cases.ts';
import { answersOf, needPrompts } from '../findings.ts';
import { measureTargets } from '../measure.ts';
import { conditionsOf, type Condition } from './conditions.ts';
import { stressOptions, type StressOptions } from './options.ts';
import { stressResult, type Stressed } from './stress-result.ts';

export const stressEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'stress',
  description:
    'Zero-shot AUROC of findings where test volumes are noisy, thick, soft, sharp, cut off, or their masks are wrong.',
  options: stressOptions,
  create: ({ options }) => ({
    fit(anatomy: Anatomy) {
      for (const finding of findingsOf(anatomy)) needPrompts(finding, 'both', 'stress');
    },
    fitExams: needTestExams,
    evaluate: (context: EvaluationContext) => evaluateStress(context, options),
  }),
});

/**
 * Scores the same test exams again and again, each time with worse volumes: macro AUROC, and how far it is from that of the volumes as
 * they are, in the same resamples of patients.
 *
 * Stored organ volumes are changed, which are resampled crops. That is honest for noise, thicker slices and kernels as far as they are
 * coarser than a volume's voxels; for an organ that the edge of the scan cuts, which is cut anew; and for what a wrong mask tells a model. It is not for what
 * needs the scan: a wrong mask would also move and widen its crop, a missing structure would shrink it, and a contrast phase is a scan of
 * its own. None of these is feigned: for them, cut another cohort, and score it by `from`.
 */
async function evaluateStress(context: EvaluationContext, options: StressOptions): Promise<EvaluationResult> {
  throwIfAborted(context.signal);
  const { embedder, anatomy, pairs, seed, signal } = context;
  const findings = findingsOf(anatomy);
  for (const finding of findings) needPrompts(finding, 'both', 'stress');
  const scorer = await createFindingScorer(rememberedTexts(embedder), anatomy, { signal });
  const indices = drawExams(pairs, options.exams, seed);

  const measured = (scored: readonly EmbeddedPair[]) => {
    const targets = findings.map(({ finding: { id, name } }) => {
      return { id, name, test: examCases(answersOf(scored, id, scorer), 'part'), validation: [] };
    });
    return measureTargets(targets, { resamples: options.resamples, seed });
  };
  const plain = await embedRows(context, pairs, indices);
  const stressed: Stressed[] = [];
  const masked = await hasMask(pairs, indices);
  for (const condition of conditionsOf(options)) {
    throwIfAborted(signal);
    if (condition.needsMask && !masked) {
      stressed.push({ condition, reason: 'no volume has a mask' });
      continue;
    }
    const scored = await embedRows(context, worsePairs(pairs, condition, seed), indices);
    stressed.push({ condition, scored, measured: measured(scored) });
  }
  return stressResult({ scored: plain, measured: measured(plain) }, stressed, context, options);
}

/** Places of the pairs of at most `most` test exams. Throws `TFM_EVALUATE_NO_TEST_PAIRS`. */
function drawExams(pairs: PairReader, most: number, seed: number): readonly number[] {
  const { exam, exams } = pairs.columns;
  const indices = rowsOf(pairs, 'test');
  if (indices.length === 0) throw noTestPairs();
  const distinct = [...new Set(indices.map((index) => exam[index]))];
  const order = new Map(distinct.map((place) => [place, hashText(`stress/${seed}/${exams[place]}`)]));
  const drawn = new Set(distinct.sort((a, b) => order.get(a)! - order.get(b)! || a - b).slice(0, most));
  return indices.filter((index) => drawn.has(exam[index]));
}

/** The same pairs with worse volumes; random numbers are the pair's own, whichever others are scored. */
function worsePairs(pairs: PairReader, { id, change }: Condition, seed: number): PairReader {
  const { exams, exam, organs, organ, side } = pairs.columns;
  return {
    ...pairs,
    async volume(index) {
      const name = `stress/${seed}/${id}/${exams[exam[index]]}/${organs[organ[index]]}/${side[index]}`;
      return change(await pairs.volume(index), createRandom(name));
    },
  };
}

async function hasMask(pairs: PairReader, indices: readonly number[]): Promise<boolean> {
  for (const index of indices) if ((await pairs.volume(index)).mask) return true;
  return false;
}
